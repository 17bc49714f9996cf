using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Matiz.Server;

/// <summary>Where a <see cref="MatizServer"/> listens.</summary>
public sealed record MatizListenOptions
{
    /// <summary>An address of this machine. Default 127.0.0.1, which programs of this machine alone reach.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0: any that is free. Default 8080.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 65535.</exception>
    public int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, IPEndPoint.MinPort, nameof(Port));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, IPEndPoint.MaxPort, nameof(Port));
            field = value;
        }
    } = 8080;

    /// <summary>The certificate, with its private key, of HTTPS. Null (the default): HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The certificates between it and its root, which clients need. Null (the default): none.</summary>
    public X509Certificate2Collection? CertificateChain { get; init; }

    /// <summary>
    /// The names by which requests may call the server (header <c>Host</c>), besides those of this machine; <c>*</c>: any. Empty (the
    /// default): any, but where the address is 127.0.0.1 or ::1 and no key is asked for those of this machine alone, so that no page of
    /// the web reaches it by a name of its own (DNS rebinding).
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];
}
