using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Matiz.Hub.Http;

/// <summary>Why the certificate of a server is not trusted, found while the connection is made.</summary>
internal sealed class CertificateFaultException(string found, string advice) : AuthenticationException(found)
{
    /// <summary>What is to be done.</summary>
    public string Advice { get; } = advice;
}

/// <summary>Trusts what the platform trusts, and remembers why it does not.</summary>
internal static class ServerCertificate
{
    /// <summary>Whether a connection may go on.</summary>
    /// <exception cref="CertificateFaultException">It may not.</exception>
    public static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        using var own = certificate is null ? null : new X509Certificate2(certificate);
        throw Fault(own, [.. (chain?.ChainStatus ?? []).Select(status => status.Status)], errors, DateTimeOffset.Now);
    }

    /// <summary>What is wrong with a certificate.</summary>
    internal static CertificateFaultException Fault(
        X509Certificate2? certificate, IReadOnlyList<X509ChainStatusFlags> chain, SslPolicyErrors errors, DateTimeOffset now)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return new("the server shows no certificate", "See whether HF_ENDPOINT, and a proxy on the way, are right.");
        if (now.LocalDateTime < certificate.NotBefore || now.LocalDateTime > certificate.NotAfter)
        {
            return new(
                $"the server's certificate is valid from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}, and the clock of "
                    + $"this machine says {Day(now.LocalDateTime)}",
                "Set the clock if it is wrong; otherwise the server's keepers have to renew the certificate.");
        }

        if (chain.Any(status => status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain))
        {
            string issuer = Plain(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true));
            return new(
                $"the server's certificate was issued by '{issuer}', which this machine does not trust",
                "Where a proxy or an organization has an authority of its own, add its certificate to those of the system, or name it in "
                    + "SSL_CERT_FILE.");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return new(
                $"the server's certificate is of '{Plain(certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false))}'",
                "Correct HF_ENDPOINT; behind a sign-in page of the network, sign in first.");
        }

        string why = string.Join(", ", chain.Where(status => status != X509ChainStatusFlags.NoError).Distinct());
        return new($"the server's certificate is not valid ({(why.Length == 0 ? errors.ToString() : why)})", "Ask the server's keepers.");
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Plain(string name) => HubErrorBody.Clean(name, token: null);
}
