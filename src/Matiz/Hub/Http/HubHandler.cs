using System.Net.Security;

namespace Matiz.Hub.Http;

/// <summary>The platform's way to the network: proxies of the environment, no cookies, no redirects of its own.</summary>
internal static class HubHandler
{
    public static HttpMessageHandler Create(HubOptions options) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.DownloadTimeout > options.ETagTimeout ? options.DownloadTimeout : options.ETagTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),     // addresses change
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = ServerCertificate.Check },
    };
}
