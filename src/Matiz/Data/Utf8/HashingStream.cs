using System.Security.Cryptography;
using Matiz.Formats.Disk;

namespace Matiz.Data.Utf8;

/// <summary>Passes bytes through and takes their SHA-256 on the way, so that a file is read once.</summary>
internal sealed class HashingStream(Stream source) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        _hash.AppendData(buffer[..count]);
        return count;
    }

    /// <summary>Reads what is left (bytes behind the end of a gzip stream) and gives the hash, in small hexadecimal digits.</summary>
    public string Finish()
    {
        var rest = new byte[4096];
        while (Read(rest) > 0)
        {
            // Read adds each block to the hash.
        }

        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
