using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server.Hosting;

/// <summary>How Kestrel listens: HTTP/1.1, on a socket that is bound already.</summary>
internal static class KestrelSetup
{
    private const int MostHeaderBytes = 16 * 1024;

    public static void Apply(IWebHostBuilder host, MatizListenOptions listen, MatizServerOptions options, ListenSocket socket)
    {
        host.UseKestrelCore();
        if (listen.Certificate is not null) host.UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
            kestrel.Limits.MaxRequestBodySize = options.MostBodyBytes;
            kestrel.Listen(socket.EndPoint, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                if (listen.Certificate is null) return;
                endpoint.UseHttps(https =>
                {
                    https.ServerCertificate = listen.Certificate;
                    https.ServerCertificateChain = listen.CertificateChain;
                });
            });
        });
        host.ConfigureServices(services => services.Configure<SocketTransportOptions>(
            transport => transport.CreateBoundListenSocket = _ => socket.Handle));
    }
}
