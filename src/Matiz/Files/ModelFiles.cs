using Matiz.Formats;

namespace Matiz.Files;

/// <summary>
/// The files of a model by their names in its folder (<c>config.json</c>, <c>1_Pooling/config.json</c>), wherever they lie: on the disk, or
/// in memory, such as the embedded resources of a program. Whatever is read of a model asks here, so that a model answers alike from
/// either place.
/// </summary>
/// <example>
/// <code>
/// var files = ModelFiles.FromStreams("my-model", assembly.GetManifestResourceNames(), name => assembly.GetManifestResourceStream(name)!);
/// Console.WriteLine(TextClassifier.Load(files).Classify("i feel great").Label);
/// </code>
/// </example>
public abstract class ModelFiles
{
    private protected ModelFiles(string path) => Path = path;

    /// <summary>The folder, or the name that stands for it in messages.</summary>
    public string Path { get; }

    /// <summary>The folder on the disk; null for files in memory.</summary>
    public virtual string? LocalPath => null;

    /// <summary>Whether the folder is there; true for files in memory.</summary>
    public virtual bool IsThere => true;

    /// <summary>The files of a folder, which need not exist yet.</summary>
    public static ModelFiles InFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new FolderFiles(folder);
    }

    /// <summary>
    /// Files that are streams. Weights given as an <see cref="UnmanagedMemoryStream"/>, which embedded resources are, are read where
    /// they lie; others are copied once.
    /// </summary>
    /// <param name="name">Stands for the folder in messages.</param>
    /// <param name="fileNames">The files, as a model's folder names them; one in a folder of its own has a slash.</param>
    /// <param name="open">Gives a new stream for one of them.</param>
    public static ModelFiles FromStreams(string name, IEnumerable<string> fileNames, Func<string, Stream> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(fileNames);
        ArgumentNullException.ThrowIfNull(open);
        return new StreamFiles(name, fileNames, open);
    }

    /// <summary>Files as bytes by their names.</summary>
    /// <param name="name">Stands for the folder in messages; empty: a message names the file alone.</param>
    /// <param name="files">Their contents, which must not change.</param>
    public static ModelFiles FromBytes(string name, IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(files);
        return new StreamFiles(name, files.Keys, file => new MemoryStream(files[file], writable: false));
    }

    /// <summary>What a message calls a file, there or not.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Where a file lies on the disk, there or not; null for files in memory.</summary>
    public string? LocalPathOf(string name) => LocalPath is null ? null : PathOf(name);

    /// <summary>Whether there is a file of that name.</summary>
    /// <param name="name">The file.</param>
    /// <param name="refuse">
    /// Makes the exception of a path and a reason where the file is a link that leads nowhere; null: such a link passes for a file.
    /// </param>
    public abstract bool Exists(string name, Func<string, string, Exception>? refuse = null);

    /// <summary>A new stream at the beginning of a file; null where there is none of that name.</summary>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public abstract Stream? Open(string name);

    /// <summary>The names of the files that lie directly here, ascending; empty where the folder cannot be looked at.</summary>
    public abstract IReadOnlyList<string> List();

    /// <summary>The files of a folder in this one, such as a module of sentence-transformers; an empty name is this one.</summary>
    public ModelFiles In(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Length == 0 ? this : Below(folder);
    }

    /// <summary>
    /// The bytes of a small file; null where there is none of that name. A link that leads nowhere, a file that may not be read and one
    /// that is something else (a Git LFS pointer, a web page) are refused.
    /// </summary>
    /// <param name="name">The file.</param>
    /// <param name="expected">What it should hold, such as <c>one JSON object</c>.</param>
    /// <param name="refuse">Makes the exception of a path and a reason (found, expected, what to do).</param>
    public abstract byte[]? Read(string name, string expected, Func<string, string, Exception> refuse);

    private protected abstract ModelFiles Below(string folder);

    /// <summary>Files of the disk.</summary>
    private sealed class FolderFiles(string folder) : ModelFiles(folder)
    {
        public override string LocalPath => Path;

        public override bool IsThere => Directory.Exists(Path);

        public override bool Exists(string name, Func<string, string, Exception>? refuse = null)
        {
            string path = PathOf(name);
            return refuse is null ? File.Exists(path) : CheckedFile.Exists(path, reason => refuse(path, reason));
        }

        public override Stream? Open(string name) => Exists(name) ? File.OpenRead(PathOf(name)) : null;

        public override IReadOnlyList<string> List()
        {
            try
            {
                return [.. Directory.EnumerateFiles(Path).Select(path => System.IO.Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }

        public override byte[]? Read(string name, string expected, Func<string, string, Exception> refuse)
        {
            string path = PathOf(name);
            return CheckedFile.Read(path, expected, reason => refuse(path, reason));
        }

        private protected override ModelFiles Below(string folder) => new FolderFiles(PathOf(folder));
    }

    /// <summary>Files in memory.</summary>
    private sealed class StreamFiles(string path, IEnumerable<string> names, Func<string, Stream> open) : ModelFiles(path)
    {
        private readonly SortedSet<string> _names = new(names, StringComparer.Ordinal);

        public override bool Exists(string name, Func<string, string, Exception>? refuse = null) => _names.Contains(name);

        public override Stream? Open(string name) => Exists(name) ? open(name) : null;

        public override IReadOnlyList<string> List() => [.. _names.Where(name => !name.Contains('/', StringComparison.Ordinal))];

        public override byte[]? Read(string name, string expected, Func<string, string, Exception> refuse)
        {
            using var stream = Open(name);
            if (stream is null) return null;
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            byte[] bytes = memory.ToArray();
            return Lookalikes.Reason(bytes, expected) is { } reason ? throw refuse(PathOf(name), reason) : bytes;
        }

        private protected override ModelFiles Below(string folder)
        {
            string prefix = folder + "/";
            var inner = _names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);
            return new StreamFiles(PathOf(folder), inner, name => open(prefix + name));
        }
    }
}
