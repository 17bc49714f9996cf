using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Requests;

/// <summary>
/// What pages of the web may do (CORS). Without origins that are allowed a page of another origin can neither read an answer nor have
/// anything computed: browsers say where a request comes from, and such a one is refused.
/// </summary>
internal sealed class BrowserOrigins(IReadOnlyList<string> allowed)
{
    private const string Any = "*", Exposed = "X-Matiz-Model, X-Matiz-Abstained, Retry-After", SecondsToKeep = "600";

    private readonly HashSet<string> _allowed = new(allowed, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a word is an origin as browsers write it, or stands for any.</summary>
    public static bool IsOne(string word) => string.Equals(word, Any, StringComparison.Ordinal)
        || (Uri.TryCreate(word, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether any origin is allowed, so that browsers have to be answered before they ask.</summary>
    public bool AreAny => _allowed.Count > 0;

    /// <summary>Says to a browser that the page may read the answer, where it may.</summary>
    /// <exception cref="RequestException">A page of another origin sends something, and may not.</exception>
    public void Check(HttpContext context)
    {
        var request = context.Request;
        string? origin = request.Headers.Origin;
        if (AreAny) context.Response.Headers.Append("Vary", "Origin");
        if (origin is not null && Allows(origin))
        {
            context.Response.Headers.AccessControlAllowOrigin = _allowed.Contains(Any) ? Any : origin;
            context.Response.Headers.AccessControlExposeHeaders = Exposed;
            return;
        }

        bool isForeign = (string?)request.Headers["Sec-Fetch-Site"] is "cross-site" or "same-site";
        if (!isForeign || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return;
        throw new RequestException(
            RequestFault.Forbidden,
            "a page of another origin sent this request. "
            + "A page of this server, or of one of MatizServerOptions.CorsOrigins, was expected.");
    }

    /// <summary>Answers what a browser asks before it sends the request of a page of another origin.</summary>
    public Task AnswerPreflight(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Append("Vary", "Origin");
        if ((string?)request.Headers.Origin is not { } origin || !Allows(origin)) return Task.CompletedTask;
        response.Headers.AccessControlAllowOrigin = _allowed.Contains(Any) ? Any : origin;
        response.Headers.AccessControlAllowMethods = "GET, HEAD, POST";
        response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type";
        response.Headers.AccessControlMaxAge = SecondsToKeep;
        return Task.CompletedTask;
    }

    private bool Allows(string origin) => _allowed.Contains(origin) || _allowed.Contains(Any);
}
