using System.IO.Compression;

namespace Matiz.Testing;

/// <summary>Archives whose parts are damaged, and which are whole as archives.</summary>
internal static class DamagedArchive
{
    public static bool IsZip(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\u0003\u0004"u8);

    public static bool IsGZip(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>A zip file with one damaged part, by preference one that describes the others.</summary>
    public static byte[] Zip(byte[] whole, Random random)
    {
        using var source = new ZipArchive(new MemoryStream(whole), ZipArchiveMode.Read);
        string[] described = [.. source.Entries.Select(entry => entry.FullName)
            .Where(name => Path.GetExtension(name) is ".pkl" or ".xml" or ".rels")];
        string chosen = described.Length > 0 && random.Next(8) > 0
            ? described[random.Next(described.Length)]
            : source.Entries[random.Next(source.Entries.Count)].FullName;
        var result = new MemoryStream();
        using (var archive = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                byte[] content = ReadAll(entry.Open());
                bool isStored = entry.CompressedLength == entry.Length;
                using var part = archive.CreateEntry(
                    entry.FullName, isStored ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
                part.Write(string.Equals(entry.FullName, chosen, StringComparison.Ordinal) ? Mutations.Bytes(content, random) : content);
            }
        }

        return result.ToArray();
    }

    /// <summary>A packed file of damaged content.</summary>
    public static byte[] GZip(byte[] whole, Random random)
    {
        byte[] content = ReadAll(new GZipStream(new MemoryStream(whole), CompressionMode.Decompress));
        var result = new MemoryStream();
        using (var packed = new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true))
            packed.Write(Mutations.Bytes(content, random));
        return result.ToArray();
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var opened = stream;
        var bytes = new MemoryStream();
        opened.CopyTo(bytes);
        return bytes.ToArray();
    }
}
