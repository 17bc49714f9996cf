using System.Security.Cryptography;

namespace Matiz.Testing;

/// <summary>A large file that arrives in parts.</summary>
internal sealed class TestHubUpload(string id, TestHubRepository repository, string oid, long size, int chunkSize)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, byte[]> _parts = [];

    public string Id => id;

    public string Oid => oid;

    public int PartCount => (int)((size + chunkSize - 1) / chunkSize);

    /// <summary>Takes a part; its etag, in quotes.</summary>
    public string Add(int number, byte[] content)
    {
        long expected = number < PartCount ? chunkSize : size - ((PartCount - 1) * (long)chunkSize);
        if (number < 1 || number > PartCount || content.Length != expected)
        {
            throw new TestHubRefusal(400, $"Part {number} has {content.Length} bytes instead of {expected}");
        }

        lock (_gate) _parts[number] = content;
        return ETag(content);
    }

    /// <summary>Joins the parts when all are there and named as they were answered.</summary>
    public void Complete(TestHub hub, (int Number, string ETag)[] parts)
    {
        lock (_gate)
        {
            var expected = _parts.Select(part => (part.Key, ETag(part.Value)));
            if (_parts.Count != PartCount || !expected.SequenceEqual(parts)) throw new TestHubRefusal(400, "InvalidPart");
            hub.Store(repository, oid, [.. _parts.Values.SelectMany(part => part)]);
        }
    }

#pragma warning disable CA5351 // the etag of the store, not a protection
    private static string ETag(byte[] content) => $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";
#pragma warning restore CA5351
}
