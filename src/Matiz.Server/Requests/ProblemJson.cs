using Microsoft.AspNetCore.WebUtilities;

namespace Matiz.Server.Requests;

/// <summary>Problem details (RFC 9457): the error of paths that belong to no protocol.</summary>
internal sealed class ProblemJson : IErrorBody
{
    public const string ContentType = "application/problem+json";

    public static ProblemJson Instance { get; } = new();

    public HttpAnswer Answer(RequestFault fault, string message) => Answer(RequestStatus.Usual(fault), message);

    /// <summary>The answer of a status.</summary>
    public static HttpAnswer Answer(int status, string? message) => HttpAnswer.JsonObject(
        status,
        json =>
        {
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            if (message is not null) json.WriteString("detail", message);
        },
        ContentType);
}
