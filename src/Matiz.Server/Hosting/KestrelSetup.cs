using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Matiz.Server.Hosting;

/// <summary>How Kestrel listens.</summary>
internal static class KestrelSetup
{
    private const int UsualPort = 8080, MostHeaderBytes = 16 * 1024;

    public static void Apply(KestrelServerOptions kestrel, IPEndPoint? address)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        kestrel.Listen(address ?? new IPEndPoint(IPAddress.Loopback, UsualPort), listen => listen.Protocols = HttpProtocols.Http1);
    }
}
