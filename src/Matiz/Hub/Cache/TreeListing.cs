using System.Text.Json;
using Matiz.Formats;

namespace Matiz.Hub.Cache;

/// <summary>
/// The files of a commit with their sizes and hashes, as Python's client keeps them in <c>trees/COMMIT.json</c>: a commit never changes, so
/// it is asked for once; with it a snapshot that lacks files is told from a whole one, and a file that was cut from a whole file.
/// </summary>
internal static class TreeListing
{
    private const int Version = 1;
    private const long MostBytes = 256 << 20;

    /// <summary>The files; null where nothing is kept, or nothing that can be trusted: then the Hub is asked again.</summary>
    public static IReadOnlyList<HubFile>? Read(RepositoryFolder folder, string commit)
    {
        string path = folder.Tree(commit);
        try
        {
            if (CachedFile.LengthOf(path) is null or > MostBytes) return null;
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.GetProperty("format_version").GetInt32() != Version) return null;
            var files = new List<HubFile>();
            foreach (var member in root.GetProperty("files").EnumerateObject())
            {
                var file = new HubFile(
                    member.Name, member.Value.GetProperty("size").GetInt64(), member.Value.GetProperty("blob_id").GetString() ?? "",
                    member.Value.TryGetProperty("lfs_sha256", out var sha) ? sha.GetString() : null);
                if (CacheNames.FaultOf(file.Path) is not null || file.Size < 0 || !CacheNames.IsETag(file.ETag)) return null;
                files.Add(file);
            }

            return files;
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException
                or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps the files of a commit.</summary>
    /// <exception cref="HubException">The cache may not be written.</exception>
    public static void Write(RepositoryFolder folder, string commit, IEnumerable<HubFile> files)
    {
        string path = folder.Tree(commit);
        CacheWrites.MakeFolder(folder.Cache, folder.Trees);
        CacheWrites.Do(folder.Cache, path, () => WriteTo(path, files));
    }

    /// <summary>Writes the same anywhere.</summary>
    public static void WriteTo(string path, IEnumerable<HubFile> files) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, IndentSize = 1, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("format_version", Version);
        json.WriteStartObject("files");
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            json.WriteStartObject(file.Path);
            json.WriteNumber("size", file.Size);
            json.WriteString("blob_id", file.BlobId);
            if (file.LfsSha256 is { } sha)
            {
                json.WriteString("lfs_sha256", sha);
                json.WriteNumber("lfs_size", file.Size);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });
}
