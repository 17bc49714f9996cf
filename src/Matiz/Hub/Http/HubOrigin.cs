using System.Buffers;
using System.Net;

namespace Matiz.Hub.Http;

/// <summary>Whose address it is, and where a redirect leads.</summary>
internal static class HubOrigin
{
    // What an address must not hold as it is, and the beginning of its fragment.
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"<>^`{|}#");

    // The hosts of the public Hub, to which mirrors redirect; its stores have names of their own.
    private static readonly string[] HubHosts = ["huggingface.co", "hf.co", "hub-ci.huggingface.co"];

    /// <summary>Whether two addresses have scheme, host and port alike.</summary>
    public static bool AreSame(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is the public Hub itself.</summary>
    public static bool IsHubHost(Uri address) => address is { Scheme: "https", IsDefaultPort: true }
        && HubHosts.Contains(address.IdnHost, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an answer sends elsewhere.</summary>
    public static bool IsRedirect(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.MovedPermanently
        or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>Where an answer sends.</summary>
    /// <exception cref="HubException">Nowhere, to something else than http(s), from https to http, or with a user's name.</exception>
    public static Uri Target(HttpResponseMessage answer, Uri from, HubRequest request)
    {
        string location = HubHeaders.Text(answer, "Location") ?? "";
        if (Resolve(location, from) is not { } target || (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp))
            throw HubErrors.BadRedirect(request, location.Length == 0 ? "without saying where to" : "to an address that is none");
        if (target.UserInfo.Length > 0) throw HubErrors.BadRedirect(request, $"to {target.IdnHost} with a user's name in the address");
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
            throw HubErrors.BadRedirect(request, $"from https to http ({target.IdnHost})");
        return target;
    }

    /// <summary>The method of the request that follows; null where none may, since the body would be lost.</summary>
    public static HttpMethod? MethodBehind(HttpResponseMessage answer, HttpMethod method) => answer.StatusCode switch
    {
        HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => method,
        _ when method == HttpMethod.Get || method == HttpMethod.Head => method,
        _ => null,
    };

    /// <summary>An address that a server gave, relative ones too. What is signed stays letter by letter.</summary>
    public static Uri? Resolve(string text, Uri from)
    {
        if (text.Length == 0) return null;
        // What begins with a slash would be a file of this machine elsewhere.
        if (text.StartsWith("//", StringComparison.Ordinal)) text = from.Scheme + ":" + text;
        else if (text[0] == '/') text = from.GetLeftPart(UriPartial.Authority) + text;
        bool isPlain = text.All(character => character is > ' ' and < (char)127) && !text.AsSpan().ContainsAny(Escaped);
        var exact = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = isPlain };
        if (Uri.TryCreate(text, exact, out var absolute) && absolute.IsAbsoluteUri) return absolute;
        return Uri.TryCreate(from, text, out var relative) ? relative : null;
    }
}
