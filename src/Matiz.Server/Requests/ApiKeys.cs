using System.Security.Cryptography;
using System.Text;

namespace Matiz.Server.Requests;

/// <summary>
/// The keys of which a request must bring one. They are kept as hashes and compared in a time that tells nothing of them.
/// </summary>
internal sealed class ApiKeys
{
    private const string Scheme = "Bearer ";

    private readonly byte[][] _hashes;

    public ApiKeys(IReadOnlyList<string> keys) => _hashes = [.. keys.Select(Hash)];

    /// <summary>Whether no key is asked for.</summary>
    public bool AreOpen => _hashes.Length == 0;

    /// <summary>Whether a request may be answered.</summary>
    /// <param name="authorization">Its header <c>Authorization</c>.</param>
    public bool Accept(string? authorization)
    {
        if (AreOpen) return true;
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        byte[] found = Hash(authorization[Scheme.Length..].Trim());
        bool isOne = false;
        foreach (byte[] hash in _hashes) isOne |= CryptographicOperations.FixedTimeEquals(found, hash);
        return isOne;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
