using System.Security.Cryptography;
using System.Text;
using Matiz.Files;

namespace Matiz.Server.Models;

/// <summary>The hash of the files that decide a model's answers: two folders of the same files are the same version.</summary>
internal static class ModelVersion
{
    private const int Digits = 16;

    /// <summary>Sixteen hexadecimal digits of the SHA-256 over names, lengths and bytes.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string Compute(ModelFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        foreach (string name in files.List())
        {
            using var stream = files.Open(name);
            if (stream is null) continue;
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{stream.Length}\0"));
            for (int count; (count = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }
}
