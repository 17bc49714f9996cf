using System.Text.Json;
using System.Text.RegularExpressions;

namespace Matiz.Testing;

/// <summary>
/// Reads a repository out of a cache by the rules of Python's client alone, strictly: what it would not find, or would find strange, is an
/// error. It shares no code with the cache that it checks.
/// </summary>
public static partial class PythonCacheReader
{
    private const string TagSignature = "Signature: 8a477f597d28d172789f06886806bc55";

    /// <summary>The files of a revision, by path with <c>/</c>.</summary>
    /// <param name="cache">The cache folder (<c>HF_HUB_CACHE</c>).</param>
    /// <param name="kind"><c>models</c>, <c>datasets</c> or <c>spaces</c>.</param>
    /// <param name="id">The repository id.</param>
    /// <param name="revision">A branch or tag, or a full commit id.</param>
    /// <exception cref="InvalidDataException">Something is not as Python's client writes it.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string cache, string kind, string id, string revision = "main")
    {
        string repository = Path.Combine(cache, $"{kind}--{id.Replace("/", "--", StringComparison.Ordinal)}");
        CheckTag(cache);
        CheckLocks(cache, repository);
        string commit = Commit(repository, revision);
        string snapshot = Path.Combine(repository, "snapshots", commit);
        var files = Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToDictionary(
            path => Path.GetRelativePath(snapshot, path).Replace('\\', '/'), path => Content(repository, snapshot, path),
            StringComparer.Ordinal);
        CheckTree(repository, commit, files);
        CheckAbsences(repository);
        return files;
    }

    /// <summary>The commit of a revision: 40 digits without a line end in <c>refs/REVISION</c>, or the revision itself.</summary>
    public static string Commit(string repository, string revision)
    {
        if (CommitId().IsMatch(revision)) return revision;
        string text = File.ReadAllText(Path.Combine(repository, "refs", revision));
        return CommitId().IsMatch(text) ? text : throw new InvalidDataException($"refs/{revision} holds '{text}'");
    }

    private static void CheckTag(string cache)
    {
        string tag = File.ReadAllText(Path.Combine(cache, "CACHEDIR.TAG"));
        if (!tag.StartsWith(TagSignature, StringComparison.Ordinal)) throw new InvalidDataException($"CACHEDIR.TAG begins '{tag}'");
    }

    private static void CheckLocks(string cache, string repository)
    {
        string locks = Path.Combine(cache, ".locks", Path.GetFileName(repository));
        if (!Directory.Exists(locks)) return;
        foreach (string path in Directory.EnumerateFiles(locks, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetFileName(path);
            bool isLock = name.EndsWith(".lock", StringComparison.Ordinal) && ETag().IsMatch(name[..^".lock".Length]);
            if (!isLock || new FileInfo(path).Length != 0) throw new InvalidDataException($"'{path}' is no empty lock of an etag");
        }
    }

    /// <summary>The bytes of an entry: a relative link to <c>blobs/ETAG</c> of the same repository, whose name tells the content.</summary>
    private static byte[] Content(string repository, string snapshot, string path)
    {
        byte[] content = File.ReadAllBytes(path);
        var entry = new FileInfo(path);
        if (entry.LinkTarget is not { } target) return content;                  // a system without links: the file itself

        string relative = Path.GetRelativePath(snapshot, path).Replace('\\', '/');
        string up = string.Concat(Enumerable.Repeat("../", 2 + relative.Count(c => c == '/')));
        string name = Path.GetFileName(target);
        if (target.Replace('\\', '/') != $"{up}blobs/{name}") throw new InvalidDataException($"'{path}' links to '{target}'");
        if (!ETag().IsMatch(name)) throw new InvalidDataException($"'{name}' is no etag");
        string found = name.Length == 64 ? GitObjects.Sha256(content) : GitObjects.BlobId(content);
        if (found != name) throw new InvalidDataException($"blob '{name}' of '{path}' has the hash {found}");
        return Path.Exists(Path.Combine(repository, "blobs", name)) ? content : throw new InvalidDataException($"no blob '{name}'");
    }

    private static void CheckTree(string repository, string commit, Dictionary<string, byte[]> files)
    {
        string path = Path.Combine(repository, "trees", commit + ".json");
        if (!File.Exists(path)) return;
        using var tree = JsonDocument.Parse(File.ReadAllBytes(path));
        if (tree.RootElement.GetProperty("format_version").GetInt32() != 1) throw new InvalidDataException($"'{path}' has another version");
        var listed = tree.RootElement.GetProperty("files");
        foreach (var (name, content) in files)
        {
            var entry = listed.GetProperty(name);
            bool isLfs = entry.TryGetProperty("lfs_sha256", out var sha256);
            bool isRight = entry.GetProperty("size").GetInt64() == content.Length
                && (isLfs
                    ? sha256.GetString() == GitObjects.Sha256(content) && entry.GetProperty("lfs_size").GetInt64() == content.Length
                    : entry.GetProperty("blob_id").GetString() == GitObjects.BlobId(content));
            if (!isRight) throw new InvalidDataException($"'{path}' says of '{name}': {entry}");
        }
    }

    private static void CheckAbsences(string repository)
    {
        string absences = Path.Combine(repository, ".no_exist");
        if (!Directory.Exists(absences)) return;
        foreach (string path in Directory.EnumerateFiles(absences, "*", SearchOption.AllDirectories))
        {
            string[] parts = Path.GetRelativePath(absences, path).Replace('\\', '/').Split('/', 2);
            bool isRight = parts.Length == 2 && CommitId().IsMatch(parts[0]) && new FileInfo(path).Length == 0
                && !File.Exists(Path.Combine(repository, "snapshots", parts[0], parts[1]));
            if (!isRight) throw new InvalidDataException($"'{path}' does not note an absence");
        }
    }

    [GeneratedRegex("^[0-9a-f]{40}$", RegexOptions.NonBacktracking)]
    private static partial Regex CommitId();

    [GeneratedRegex("^([0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ETag();
}
