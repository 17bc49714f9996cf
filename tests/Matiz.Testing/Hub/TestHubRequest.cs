namespace Matiz.Testing;

/// <summary>A request that reached the <see cref="TestHub"/>, with what it was answered.</summary>
public sealed class TestHubRequest
{
    internal TestHubRequest(string method, string target, string host, bool isCdn, IReadOnlyDictionary<string, string> headers)
    {
        Method = method;
        Target = target;
        Host = host;
        IsCdn = isCdn;
        Headers = headers;
    }

    /// <summary><c>GET</c>, <c>HEAD</c>, <c>POST</c>, …</summary>
    public string Method { get; }

    /// <summary>Path and query as sent, percent-encoded.</summary>
    public string Target { get; }

    /// <summary>The path alone, as sent.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>The <c>Host</c> header.</summary>
    public string Host { get; }

    /// <summary>Whether it came to the second origin, the store of large files, instead of the Hub.</summary>
    public bool IsCdn { get; }

    /// <summary>The headers; names in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Whether an <c>Authorization</c> header came along.</summary>
    public bool HasToken => Headers.ContainsKey("Authorization");

    /// <summary>The <c>Range</c> header, or null.</summary>
    public string? Range => Headers.GetValueOrDefault("Range");

    /// <summary>The body as far as the answer needed it: null for bodies of files.</summary>
    public string? Body { get; internal set; }

    /// <summary>The status of the answer; 0 while there is none, and where the connection was dropped before one.</summary>
    public int Status { get; internal set; }

    /// <summary>How many bytes of the answer's body were sent.</summary>
    public long BytesSent { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {(IsCdn ? "cdn:" : "")}{Target} → {Status}{(Range is null ? "" : $" ({Range})")}";
}
