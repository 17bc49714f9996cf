using System.Net;

namespace Matiz.Hub.Http;

/// <summary>The proxy on the way, for messages.</summary>
internal static class ProxyWords
{
    private static readonly string[] OfHttps = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    private static readonly string[] OfHttp = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    /// <summary><c> (through the proxy p:3128 of HTTPS_PROXY)</c>; empty where there is none.</summary>
    public static string Of(Uri address) => Of(address, HttpClient.DefaultProxy, Environment.GetEnvironmentVariable);

    /// <inheritdoc cref="Of(Uri)"/>
    internal static string Of(Uri address, IWebProxy proxies, Func<string, string?> variableOf)
    {
        if (proxies.IsBypassed(address) || proxies.GetProxy(address) is not { } proxy || proxy == address) return "";
        string[] names = address.Scheme == Uri.UriSchemeHttps ? OfHttps : OfHttp;
        string? variable = Array.Find(names, name => !string.IsNullOrEmpty(variableOf(name)));
        return $" (through the proxy {proxy.IdnHost}:{proxy.Port} of {variable ?? "the system"})";
    }
}
