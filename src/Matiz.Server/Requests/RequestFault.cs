namespace Matiz.Server.Requests;

/// <summary>Why a request is not answered; each protocol has its own status and body for it (<see cref="IErrorBody"/>).</summary>
internal enum RequestFault
{
    /// <summary>The body is no JSON, or no text at all.</summary>
    Malformed,

    /// <summary>There is nothing to answer: no text, an empty list.</summary>
    Empty,

    /// <summary>A member has another type or value than expected, or asks for what the model does not give.</summary>
    Invalid,

    /// <summary>The body, or what it holds, is too large.</summary>
    TooLarge,

    /// <summary>More texts than one request may have.</summary>
    TooManyTexts,

    /// <summary>The body is said to be something else than JSON.</summary>
    UnsupportedMediaType,

    /// <summary>There is no key, or a wrong one.</summary>
    Unauthorized,

    /// <summary>A page of the web asks that may not.</summary>
    Forbidden,

    /// <summary>There is no model of that name.</summary>
    UnknownModel,

    /// <summary>The model does not do what is asked.</summary>
    WrongModel,

    /// <summary>The queue is full: come again later.</summary>
    Overloaded,

    /// <summary>The server starts or stops.</summary>
    Unavailable,

    /// <summary>The body comes too slowly.</summary>
    SlowBody,

    /// <summary>Answering took too long.</summary>
    TimedOut,

    /// <summary>Something unexpected: our fault. Nothing more is said to the client.</summary>
    Internal,
}
