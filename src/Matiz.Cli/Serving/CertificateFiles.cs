using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Matiz.Cli.Serving;

/// <summary>Reads a certificate with its private key: PEM files, or one PFX without a password.</summary>
internal static class CertificateFiles
{
    private static readonly string[] PackedExtensions = [".pfx", ".p12"];

    /// <summary>The certificate, and those between it and its root.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="keyPath">That of its private key; null: the same.</param>
    /// <param name="notes">Told of one that is not valid now.</param>
    /// <exception cref="UsageException">A file is missing or damaged, or the key is another's.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Read(string path, string? keyPath, Notes notes)
    {
        bool isPacked = PackedExtensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase));
        if (isPacked && keyPath is not null)
            throw new UsageException(
                $"{path}: a PFX holds its key, but --certificate-key was given. One of them was expected. Leave it out.");
        byte[] bytes = SmallFile.Read(path, "A certificate (--certificate)");
        string? key = keyPath is null ? null : SmallFile.ReadText(keyPath, "A private key (--certificate-key)");
        try
        {
            var (certificate, chain) = isPacked ? ReadPacked(bytes) : ReadPem(Encoding.UTF8.GetString(bytes), key);
            if (!certificate.HasPrivateKey)
                throw new UsageException(
                    $"{path}: there is no private key in it. Certificate and key were expected. Take the file with both.");
            TellOfTime(certificate, path, notes);
            return (certificate, chain);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            string expected = isPacked ? "A PFX without a password" : "A certificate and its unencrypted private key in PEM";
            string where = keyPath is null ? path : $"{path}, {keyPath}";
            throw new UsageException(
                $"{where}: they cannot be used: {Sentence(exception.Message)} {expected} was expected. Correct the files.", exception);
        }
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ReadPem(string text, string? key)
    {
        var certificate = X509Certificate2.CreateFromPem(text, key ?? text);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(text);
        for (int i = chain.Count - 1; i >= 0; i--)
        {
            if (string.Equals(chain[i].Thumbprint, certificate.Thumbprint, StringComparison.Ordinal)) chain.RemoveAt(i);
        }

        // Windows needs a key that its store knows.
        return OperatingSystem.IsWindows()
            ? (X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null), chain)
            : (certificate, chain);
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ReadPacked(byte[] bytes)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, null);
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("it holds no private key");
        all.Remove(own);
        return (own, all);
    }

    private static void TellOfTime(X509Certificate2 certificate, string path, Notes notes)
    {
        var now = DateTime.Now;
        string? told = now > certificate.NotAfter ? $"was valid until {Day(certificate.NotAfter)}"
            : now < certificate.NotBefore ? $"is valid from {Day(certificate.NotBefore)} on"
            : null;
        if (told is not null) notes.Warn($"{path}: the certificate {told}, so clients will refuse it. Renew it.");
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Sentence(string message) => message.Split('\n', '\r')[0].TrimEnd('.', ' ') + ".";
}
