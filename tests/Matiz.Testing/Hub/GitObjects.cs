using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matiz.Testing;

/// <summary>The ids that git gives to files, folders and commits, and Git LFS to large files.</summary>
public static class GitObjects
{
    /// <summary>The blob id of a file, 40 hexadecimal digits: SHA-1 over <c>blob LENGTH\0</c> and the content.</summary>
    public static string BlobId(ReadOnlySpan<byte> content) => Id("blob", content);

    /// <summary>The SHA-256 of a file, 64 hexadecimal digits.</summary>
    public static string Sha256(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The small text that stands in git for a large file.</summary>
    public static byte[] LfsPointer(string sha256, long size) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n"));

    /// <summary>The ids of all folders below a set of files, the root under the empty name.</summary>
    /// <param name="blobs">The blob id of each path.</param>
    internal static Dictionary<string, string> TreeIds(IEnumerable<KeyValuePair<string, string>> blobs)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        AddTree("", [.. blobs], ids);
        return ids;
    }

    /// <summary>The id of a commit.</summary>
    internal static string CommitId(string tree, string? parent, string author, DateTimeOffset date, string message)
    {
        string who = string.Create(CultureInfo.InvariantCulture, $"{author} <{author}@example.org> {date.ToUnixTimeSeconds()} +0000");
        string parentLine = parent is null ? "" : $"parent {parent}\n";
        return Id("commit", Encoding.UTF8.GetBytes($"tree {tree}\n{parentLine}author {who}\ncommitter {who}\n\n{message}\n"));
    }

    private static string AddTree(string folder, List<KeyValuePair<string, string>> blobs, Dictionary<string, string> ids)
    {
        int start = folder.Length == 0 ? 0 : folder.Length + 1;
        var entries = new List<(string Key, string Mode, string Name, string Id)>();   // git sorts folders as if "/" ended their names
        foreach (var group in blobs.GroupBy(blob => blob.Key[start..].Split('/')[0], StringComparer.Ordinal))
        {
            string path = folder.Length == 0 ? group.Key : $"{folder}/{group.Key}";
            var below = group.ToList();
            if (below is [var only] && only.Key == path) entries.Add((group.Key, "100644", group.Key, only.Value));
            else entries.Add((group.Key + "/", "40000", group.Key, AddTree(path, below, ids)));
        }

        entries.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        using var tree = new MemoryStream();
        foreach (var (_, mode, name, id) in entries)
        {
            tree.Write(Encoding.UTF8.GetBytes($"{mode} {name}\0"));
            tree.Write(Convert.FromHexString(id));
        }

        return ids[folder] = Id("tree", tree.ToArray());
    }

#pragma warning disable CA5350 // git's own ids
    private static string Id(string kind, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind} {content.Length}\0")));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
#pragma warning restore CA5350
}
