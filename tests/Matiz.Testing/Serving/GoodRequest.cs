using System.Text;
using System.Text.RegularExpressions;

namespace Matiz.Testing;

/// <summary>
/// A request that a server answers rightly, one a route: what hostile ones are made of, and what must be answered after them.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="Route">The route, as the server maps it.</param>
/// <param name="Path">The path of this request.</param>
/// <param name="Body">JSON; empty where the route takes none.</param>
public sealed partial record GoodRequest(string Method, string Route, string Path, string Body)
{
    /// <summary>A word of the texts; nothing that a server writes elsewhere than in an answer may hold it.</summary>
    public const string Marker = "zqmarker";

    private const string MetricsStart = "# TYPE ";

    /// <summary>The status of its answer. Default 200; others where the model of the trial cannot do what the route is for.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The bytes of the request.</summary>
    /// <param name="key">The key of the server; null: it asks for none.</param>
    public byte[] Bytes(string? key = null) => WireConnection.Request(Method, Path, Encoding.UTF8.GetBytes(Body), Headers(key));

    /// <summary>The headers that belong to it, each with its line end.</summary>
    public string Headers(string? key) =>
        (Body.Length > 0 ? "Content-Type: application/json\r\n" : "") + (key is null ? "" : $"Authorization: Bearer {key}\r\n");

    /// <summary>An answer without what differs between two answers to the same request.</summary>
    public static string Compared(WireAnswer answer) => answer.Text.StartsWith(MetricsStart, StringComparison.Ordinal)
        ? $"{answer.Status} metrics"
        : $"{answer.Status} {Differing().Replace(answer.Text, "")}";

    [GeneratedRegex(
        """
        "id":\s*"(\\.|[^"\\])*",?|"created":\s*[0-9]+,?
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Differing();
}
