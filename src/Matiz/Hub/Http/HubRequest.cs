namespace Matiz.Hub.Http;

/// <summary>Whether a request carries the token.</summary>
internal enum HubTokenUse
{
    /// <summary>The caller's, or that of the machine unless it is held back from reads.</summary>
    Read,

    /// <summary>The caller's or that of the machine; without one nothing is asked.</summary>
    Write,

    /// <summary>None, such as to a signed address.</summary>
    None,
}

/// <summary>What is done with a redirect that leads elsewhere than to the same origin or a host of the Hub.</summary>
internal enum HubRedirectUse
{
    /// <summary>It is an error: answers of the API come from the Hub alone.</summary>
    Refuse,

    /// <summary>It is the answer: it says where a file's content is.</summary>
    Return,

    /// <summary>It is followed, without the token.</summary>
    Follow,
}

/// <summary>One question to the Hub.</summary>
/// <param name="Method">GET, HEAD, POST, PUT, DELETE.</param>
/// <param name="Address">The whole address.</param>
internal sealed record HubRequest(HttpMethod Method, Uri Address)
{
    /// <summary>Which repository it is about, for the messages; null: none.</summary>
    public HubRepository? Repository { get; init; }

    /// <summary>The revision it is about, for the messages.</summary>
    public string? Revision { get; init; }

    /// <summary>The file it is about, for the messages.</summary>
    public string? Path { get; init; }

    /// <summary>Makes the body; asked again at each try.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>What else stands in the head.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether it carries the token, which goes to the origin of <see cref="HubOptions.Endpoint"/> alone.</summary>
    public HubTokenUse Token { get; init; }

    /// <summary>What is done with a redirect that leads elsewhere.</summary>
    public HubRedirectUse Redirects { get; init; }

    /// <summary>Whether it is made again when it fails for a moment. Not where a second one could do harm.</summary>
    public bool Retry { get; init; } = true;

    /// <summary>
    /// How long it may take to send the request and to get the head of the answer; null: <see cref="HubOptions.DownloadTimeout"/>.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What the messages begin with: the repository, else the host.</summary>
    public string Subject => Repository?.ToString() ?? Address.IdnHost;
}
