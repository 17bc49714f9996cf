namespace Matiz.Testing;

/// <summary>Ends a call with an error in the Hub's words.</summary>
internal sealed class TestHubRefusal(int status, string message, string? code = null, string? commit = null, string? location = null)
    : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The header <c>X-Error-Code</c>.</summary>
    public string? Code { get; } = code;

    /// <summary>The header <c>X-Repo-Commit</c>.</summary>
    public string? Commit { get; } = commit;

    /// <summary>The header <c>Location</c> of a redirect.</summary>
    public string? Location { get; } = location;
}
