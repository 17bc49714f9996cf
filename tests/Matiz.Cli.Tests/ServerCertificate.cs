using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Matiz.Cli.Tests;

/// <summary>Certificates that sign themselves, for 127.0.0.1.</summary>
internal static class ServerCertificate
{
    /// <summary>A new one with its key, as PEM.</summary>
    public static string NewPem()
    {
        using var certificate = New();
        using var key = certificate.GetECDsaPrivateKey()!;
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    /// <summary>A new one with its key.</summary>
    /// <param name="days">How long it is valid from now; negative: it was valid until then.</param>
    public static X509Certificate2 New(int days = 2)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var end = DateTimeOffset.UtcNow.AddDays(days);
        return request.CreateSelfSigned(end.AddDays(-Math.Abs(days) - 1), end);
    }
}
