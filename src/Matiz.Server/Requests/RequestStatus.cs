using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Requests;

/// <summary>The status of a fault, where a protocol has none of its own.</summary>
internal static class RequestStatus
{
    /// <summary>The status of a protocol that has 400 for whatever a client can mend in its request.</summary>
    public static int Simple(RequestFault fault) =>
        fault is RequestFault.Invalid or RequestFault.TooManyTexts or RequestFault.WrongModel
            ? StatusCodes.Status400BadRequest
            : Usual(fault);

    /// <summary>The most telling status.</summary>
    public static int Usual(RequestFault fault) => fault switch
    {
        RequestFault.Malformed or RequestFault.Empty => StatusCodes.Status400BadRequest,
        RequestFault.Invalid or RequestFault.TooManyTexts => StatusCodes.Status422UnprocessableEntity,
        RequestFault.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RequestFault.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        RequestFault.Unauthorized => StatusCodes.Status401Unauthorized,
        RequestFault.Forbidden => StatusCodes.Status403Forbidden,
        RequestFault.UnknownModel => StatusCodes.Status404NotFound,
        RequestFault.WrongModel => StatusCodes.Status424FailedDependency,
        RequestFault.Overloaded => StatusCodes.Status429TooManyRequests,
        RequestFault.Unavailable => StatusCodes.Status503ServiceUnavailable,
        RequestFault.SlowBody => StatusCodes.Status408RequestTimeout,
        RequestFault.TimedOut => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}
