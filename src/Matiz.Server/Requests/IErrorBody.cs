namespace Matiz.Server.Requests;

/// <summary>How a protocol says that a request is not answered.</summary>
internal interface IErrorBody
{
    /// <summary>The answer to a fault.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">Found, expected, what to do; without any text of the request.</param>
    HttpAnswer Answer(RequestFault fault, string message);
}
