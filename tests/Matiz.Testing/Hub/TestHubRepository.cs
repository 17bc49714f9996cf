using System.Text;

namespace Matiz.Testing;

/// <summary>A repository of the <see cref="TestHub"/>, in memory: branches, tags and the files of each commit.</summary>
public sealed class TestHubRepository
{
    private static readonly DateTimeOffset FirstDay = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TestHubCommit> _refs = new(StringComparer.Ordinal);      // refs/heads/main, refs/tags/v1, …
    private readonly Dictionary<string, TestHubCommit> _commits = new(StringComparer.Ordinal);

    internal TestHubRepository(string kind, string id, IReadOnlyDictionary<string, byte[]> files)
    {
        Kind = kind;
        Id = id;
        Write("refs/heads/main", Additions(files), "initial commit");
    }

    /// <summary><c>models</c>, <c>datasets</c> or <c>spaces</c>, as in addresses of the API.</summary>
    public string Kind { get; }

    /// <summary>The repository id, <c>name</c> or <c>namespace/name</c>.</summary>
    public string Id { get; internal set; }

    /// <summary>Whether only members of the namespace and <see cref="Readers"/> see it.</summary>
    public bool IsPrivate { get; set; }

    /// <summary><c>auto</c> or <c>manual</c>: only <see cref="Readers"/> and the owner may download files. Null: not gated.</summary>
    public string? Gated { get; set; }

    /// <summary>Whether access to it is disabled.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>The users who may read it although it is private or gated.</summary>
    public ISet<string> Readers { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Files of at least this many bytes are large files whatever their name. Default 10 MB.</summary>
    public int LfsThreshold { get; set; } = 10_000_000;

    /// <summary>What repository information says besides the usual, such as <c>pipeline_tag</c>; a text or JSON.</summary>
    public IDictionary<string, string> Extra { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The newest commit of <c>main</c>.</summary>
    public TestHubCommit Head => Find("main")!;

    /// <summary>A file at the head of <c>main</c>.</summary>
    public TestHubFile this[string path] => Head.Files[path];

    /// <summary>Every ref with its commit: <c>refs/heads/main</c>, <c>refs/tags/v1</c>, <c>refs/pr/1</c>.</summary>
    public IReadOnlyDictionary<string, TestHubCommit> Refs
    {
        get { lock (_gate) return new Dictionary<string, TestHubCommit>(_refs, StringComparer.Ordinal); }
    }

    /// <summary>Adds or replaces a text file on a branch, by default <c>main</c>; the new commit.</summary>
    public TestHubCommit Commit(string path, string text, string revision = "main") =>
        Commit(path, Encoding.UTF8.GetBytes(text), revision);

    /// <summary>Adds, replaces or (null) deletes a file on a branch; the new commit.</summary>
    public TestHubCommit Commit(string path, byte[]? content, string revision = "main") =>
        Commit(new Dictionary<string, byte[]?>(StringComparer.Ordinal) { [path] = content }, revision);

    /// <summary>Adds, replaces or (null) deletes files on a branch; the new commit.</summary>
    public TestHubCommit Commit(IReadOnlyDictionary<string, byte[]?> changes, string revision = "main", string title = "Change files") =>
        Write(RefName(revision), changes, title);

    /// <summary>Makes a branch, also <c>refs/pr/1</c> or <c>refs/convert/parquet</c>, with files of its own or from a revision.</summary>
    public TestHubCommit Branch(string name, string startingPoint = "main")
    {
        lock (_gate) return _refs[RefName(name)] = Find(startingPoint) ?? throw new ArgumentException($"no revision '{startingPoint}'");
    }

    /// <summary>Makes a branch without history that holds just these files, as <c>refs/convert/parquet</c> does.</summary>
    public TestHubCommit Orphan(string name, IReadOnlyDictionary<string, byte[]> files)
    {
        lock (_gate) _refs.Remove(RefName(name));
        return Write(RefName(name), Additions(files), "Convert");
    }

    /// <summary>Names a revision.</summary>
    public void Tag(string tag, string revision = "main")
    {
        lock (_gate) _refs[$"refs/tags/{tag}"] = Find(revision) ?? throw new ArgumentException($"no revision '{revision}'");
    }

    /// <summary>The commit of a branch, tag, <c>refs/…</c> or full commit id; null when there is none.</summary>
    public TestHubCommit? Find(string revision)
    {
        lock (_gate)
        {
            if (revision == "HEAD") revision = "main";
            string[] names = [$"refs/heads/{revision}", $"refs/tags/{revision}", revision];
            return names.Select(name => _refs.GetValueOrDefault(name)).FirstOrDefault(commit => commit is not null)
                ?? _commits.GetValueOrDefault(revision);
        }
    }

    /// <summary>Makes a commit from whole files and moves a ref to it.</summary>
    internal TestHubCommit Write(
        string refName, IReadOnlyDictionary<string, byte[]?> changes, string title, string message = "", string author = "user",
        IReadOnlySet<string>? large = null)
    {
        lock (_gate)
        {
            var parent = _refs.GetValueOrDefault(refName);
            var files = parent is null ? [] : parent.Files.ToDictionary(StringComparer.Ordinal);
            byte[]? attributes = changes.GetValueOrDefault(TestHubAttributes.Path)
                ?? files.GetValueOrDefault(TestHubAttributes.Path)?.Content;
            foreach (var (path, content) in changes)
            {
                if (content is null) files.Remove(path);
                else files[path] = new(content, large?.Contains(path) ?? IsLarge(path, content.Length, attributes));
            }

            var commit = new TestHubCommit(parent, files, title, message, author, FirstDay.AddMinutes(_commits.Count));
            _commits[commit.Id] = commit;
            return _refs[refName] = commit;
        }
    }

    /// <summary>Whether the Hub would keep a file among the large ones.</summary>
    internal bool IsLarge(string path, long size, byte[]? attributes) =>
        size > 0 && (size >= LfsThreshold || TestHubAttributes.IsLfs(path, attributes));

    /// <summary>A large file of any commit by its SHA-256, or null.</summary>
    internal TestHubFile? LargeFile(string sha256)
    {
        lock (_gate)
        {
            return _commits.Values.SelectMany(commit => commit.Files.Values).FirstOrDefault(file => file.IsLfs && file.Sha256 == sha256);
        }
    }

    /// <summary>Takes a branch or tag away; whether it was there.</summary>
    internal bool RemoveRef(string refName)
    {
        lock (_gate) return _refs.Remove(refName);
    }

    /// <summary>The full name of a branch: <c>refs/…</c> as it is, else below <c>refs/heads/</c>.</summary>
    internal static string RefName(string revision) =>
        revision.StartsWith("refs/", StringComparison.Ordinal) ? revision : $"refs/heads/{revision}";

    private static Dictionary<string, byte[]?> Additions(IReadOnlyDictionary<string, byte[]> files) =>
        files.ToDictionary(file => file.Key, file => (byte[]?)file.Value, StringComparer.Ordinal);
}
