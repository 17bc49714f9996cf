namespace Matiz.Server.Requests;

/// <summary>How a protocol says that a request is not answered.</summary>
internal interface IErrorBody
{
    /// <summary>The answer to a fault.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">Found, expected, what to do; without any text of the request.</param>
    ErrorAnswer Answer(RequestFault fault, string message);
}

/// <summary>Status, type and bytes of an error.</summary>
internal readonly record struct ErrorAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body);
