using Matiz.Formats;

namespace Matiz.Server.Requests;

/// <summary>A request that is not answered: what was found, what was expected, what to do; never a text of the request.</summary>
internal sealed class RequestException(RequestFault fault, string message, Exception? innerException = null)
    : MatizException(message, innerException)
{
    /// <summary>Why.</summary>
    public RequestFault Fault { get; } = fault;
}
