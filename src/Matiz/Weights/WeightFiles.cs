using System.Diagnostics.CodeAnalysis;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Pickle;

namespace Matiz.Weights;

/// <summary>
/// All tensors of a model folder by name, whichever framework saved them, in one file or in several. Files are mapped, not read: a tensor
/// costs memory only where it is copied to. Several threads may read at the same time.
/// </summary>
public sealed class WeightFiles : IDisposable
{
    /// <summary>The name of the weights in a model folder that Matiz writes.</summary>
    public const string SingleFileName = "model.safetensors";

    private readonly List<ArrayFile> _files = [];
    private readonly Dictionary<string, Located> _entries = new(StringComparer.Ordinal);

    private WeightFiles(string path, WeightFormat format) => (Path, Format) = (path, format);

    /// <summary>The folder or file that was opened, or the name that was given.</summary>
    public string Path { get; }

    /// <summary>The framework whose files these are.</summary>
    public WeightFormat Format { get; }

    /// <summary>The names by which tensors are read, in the order of the files and of their data.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>The files among those of the folder that was opened; not their indices of parts.</summary>
    internal IEnumerable<string> FileNames => _files.Select(file => System.IO.Path.GetRelativePath(Path, file.Path).Replace('\\', '/'));

    /// <summary>All tensors for a writer, by the names by which they are read; this checkpoint must stay open until it is done.</summary>
    internal IReadOnlyList<NamedWeight> Weights => [.. _entries.Select(entry => new NamedWeight(entry.Key, entry.Value.Array))];

    /// <summary>All tensors, in the order of the files and of their data.</summary>
    public IEnumerable<WeightEntry> Entries => _entries.Values.Select(value => value.Entry);

    /// <summary>
    /// Opens the weights of a folder: those of the first of <see cref="WeightFormat.All"/> that are there, in one file or in shards with an
    /// index. A path to a file of weights opens that file.
    /// </summary>
    /// <exception cref="CheckpointException">
    /// There are no weights, a file breaks its format, or the index and its shards do not agree.
    /// </exception>
    public static WeightFiles Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) return Open(ModelFiles.InFolder(path));
        var format = WeightFormats.OfFile(path);
        return Load(path, format, weights => weights.AddAll(OpenFile(path, format, () => MappedBytes.Open(path))));
    }

    /// <summary>Opens the weights among a model's files, as of a folder; streams may be closed once the weights are disposed.</summary>
    /// <exception cref="CheckpointException">
    /// There are no weights, a file breaks its format, or the index and its shards do not agree.
    /// </exception>
    public static WeightFiles Open(ModelFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!files.IsThere)
        {
            throw new CheckpointException(
                files.Path, "there is no such model folder, expected one with config.json and model.safetensors. Check the path.");
        }

        if (FolderKind.Adapter(files) is { } adapter) throw new CheckpointException(files.Path, adapter);
        var found = WeightFormats.Found(files) is [var first, ..] ? first : FolderKind.OwnName(files);
        return Open(files, found ?? throw FolderKind.NoWeights(files));
    }

    /// <summary>Opens the weights of one framework among a model's files, whichever others are there.</summary>
    /// <param name="files">Where they lie.</param>
    /// <param name="format">Whose they are; null: the first that are there.</param>
    /// <exception cref="CheckpointException">
    /// There are none of it, a file breaks its format, or the index and its shards do not agree.
    /// </exception>
    public static WeightFiles Open(ModelFiles files, WeightFormat? format)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (format is null) return Open(files);
        return WeightFormats.Found(files).Find(found => found.Format == format) is { } found
            ? Open(files, found)
            : throw new CheckpointException(
                files.Path,
                $"there are no weights of {format.Title}: neither {format.FileNames[0]} nor {format.IndexFileName}. "
                + $"Those of {string.Join(", ", WeightFormat.FoundIn(files).Select(other => other.Title).DefaultIfEmpty("no framework"))} "
                + "are there: name that one, or none.");
    }

    /// <summary>Opens weights that lie in memory; they are pinned, not copied, and must not change meanwhile.</summary>
    /// <param name="name">Stands for the path in messages; its extension says whose they are, safetensors where it has none.</param>
    /// <param name="bytes">A whole file.</param>
    /// <exception cref="CheckpointException">The bytes break the format.</exception>
    public static WeightFiles Open(string name, ReadOnlyMemory<byte> bytes)
    {
        var format = WeightFormats.OfFile(name);
        return Load(name, format, files => files.AddAll(OpenFile(name, format, () => MappedBytes.Over(bytes))));
    }

    /// <summary>Opens weights of an unmanaged stream, such as an embedded resource, without copying them.</summary>
    /// <param name="name">Stands for the path in messages; its extension says whose they are, safetensors where it has none.</param>
    /// <param name="stream">A whole file; must not be closed meanwhile.</param>
    /// <exception cref="CheckpointException">The bytes break the format.</exception>
    public static WeightFiles Open(string name, UnmanagedMemoryStream stream)
    {
        var format = WeightFormats.OfFile(name);
        return Load(name, format, files => files.AddAll(OpenFile(name, format, () => MappedBytes.Over(stream))));
    }

    /// <summary>Looks a tensor up; false when there is none of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out WeightEntry? entry)
    {
        entry = _entries.TryGetValue(name, out var located) ? located.Entry : null;
        return entry is not null;
    }

    /// <summary>Converts a whole tensor to singles; integers, booleans, F16, BF16, F32 and F64 convert.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">As many singles as the tensor has elements.</param>
    /// <exception cref="CheckpointException">There is no such tensor, or its type has no conversion.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadFloats(string name, Span<float> destination)
    {
        var (entry, array) = Find(name);
        if (destination.Length != entry.ElementCount)
        {
            throw new ArgumentException(
                $"tensor '{entry.OriginalName}' of {array.Path} has {entry.ElementCount} elements, the destination {destination.Length}.",
                nameof(destination));
        }

        try
        {
            array.ReadFloats(0, destination);
        }
        catch (ArrayFileException e)
        {
            throw Checkpoint(e);
        }
    }

    /// <summary>
    /// The raw little-endian bytes of a tensor, row-major; valid until <see cref="Dispose"/>. They are copied where the file lays them
    /// otherwise.
    /// </summary>
    /// <exception cref="CheckpointException">There is no such tensor, or it has more than 2 GiB.</exception>
    public unsafe ReadOnlySpan<byte> ReadBytes(string name)
    {
        var (entry, array) = Find(name);
        if (entry.ByteLength > Array.MaxLength)
        {
            throw new CheckpointException(
                array.Path,
                $"tensor '{entry.OriginalName}' has {entry.ByteLength} bytes, more than one span can hold: "
                + $"copy it with {nameof(ToWrite)}.");
        }

        try
        {
            if (array.Address is not null and var address) return new ReadOnlySpan<byte>(address, (int)entry.ByteLength);
            byte[] bytes = new byte[entry.ByteLength];
            array.CopyBytes(0, bytes);
            return bytes;
        }
        catch (ArrayFileException e)
        {
            throw Checkpoint(e);
        }
    }

    /// <summary>
    /// The first floating-point number that is not finite, in the order of the files: <c>tensor 'x' holds NaN at [3, 5]</c>; null where all
    /// are. Every number is looked at.
    /// </summary>
    public string? FirstNonFinite()
    {
        var seen = new HashSet<ArrayIdentity>();
        foreach (var tensor in _entries.Values)
        {
            if (tensor.Array.Identity is { } identity && !seen.Add(identity)) continue;     // under another name
            if (NonFiniteWeights.FirstOf(tensor) is { } fault) return fault;
        }

        return null;
    }

    /// <summary>A tensor to be written to another file as it is, bit for bit; this checkpoint must stay open until then.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="newName">Its name in the new file; null keeps the name in this one.</param>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public TensorToWrite ToWrite(string name, string? newName = null)
    {
        var (entry, array) = Find(name);
        return TensorToWrite.From(array, newName ?? entry.OriginalName);
    }

    /// <summary>Unmaps the files.</summary>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static WeightFiles Load(string path, WeightFormat format, Action<WeightFiles> fill)
    {
        var files = new WeightFiles(path, format);
        try
        {
            fill(files);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static ArrayFile OpenFile(string path, WeightFormat format, Func<MappedBytes> map)
    {
        try
        {
            return format.Open(path, map());
        }
        catch (ArrayFileException e)
        {
            throw Checkpoint(e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CheckpointException(path, "the file may not be read. Permission to read it was expected. Change its permissions.", e);
        }
    }

    private static WeightFiles Open(ModelFiles files, FoundWeights found) =>
        Load(files.Path, found.Format, weights =>
        {
            if (string.Equals(found.FileName, found.Format.IndexFileName, StringComparison.Ordinal)) weights.AddShards(files);
            else weights.AddAll(weights.OpenFile(files, found.FileName));
        });

    // Mapped where it lies on the disk, read in place where it lies in unmanaged memory, else copied once.
    private ArrayFile OpenFile(ModelFiles files, string name)
    {
        string path = files.PathOf(name);
        if (files.LocalPathOf(name) is { } local) return OpenFile(path, Format, () => MappedBytes.Open(local));
        var stream = files.Open(name)!;
        if (stream is UnmanagedMemoryStream unmanaged) return OpenFile(path, Format, () => MappedBytes.Over(unmanaged));
        using (stream)
        {
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            byte[] bytes = memory.ToArray();
            return OpenFile(path, Format, () => MappedBytes.Over(bytes));
        }
    }

    private static CheckpointException Refuse(string path, string reason) => new(path, reason);

    private static CheckpointException Checkpoint(ArrayFileException e) =>
        new(e.Path, e.Reason, e) { RefusedGlobal = (e as PickleException)?.Global };

    private void AddAll(ArrayFile file)
    {
        _files.Add(file);
        Register(file.Arrays);
    }

    // The index says where a tensor is read from. Shards may hold tensors that it does not name: the reference loads those too.
    private void AddShards(ModelFiles folder)
    {
        string index = Format.IndexFileName;
        var map = WeightIndex.Read(folder, index);
        var found = new Dictionary<string, NamedArray>(StringComparer.Ordinal);
        foreach (string shard in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string path = folder.PathOf(shard);
            if (!folder.Exists(shard, Refuse))
                throw new CheckpointException(path, $"the file is missing, but {index} names it. Fetch the missing file.");
            var file = OpenFile(folder, shard);
            _files.Add(file);
            foreach (var tensor in file.Arrays)
            {
                if (map.TryGetValue(tensor.Name, out string? home) && !string.Equals(home, shard, StringComparison.Ordinal)) continue;
                if (!found.TryAdd(tensor.Name, tensor))
                {
                    throw new CheckpointException(
                        path, $"tensor '{tensor.Name}' lies in {System.IO.Path.GetFileName(found[tensor.Name].Path)} " +
                        $"as well, and {index} does not say which to take. Fetch the model again.");
                }
            }
        }

        foreach (var (name, shard) in map)
        {
            if (!found.ContainsKey(name) && !WeightNames.IsBuffer(name))
            {
                throw new CheckpointException(folder.PathOf(shard),
                    $"there is no tensor '{name}', but {index} places it here. "
                        + "Do these files come from two different models?");
            }
        }

        Register([.. found.Values]);
    }

    private void Register(IReadOnlyList<NamedArray> arrays)
    {
        var weights = Format.ToWeights(arrays);
        string[] names = WeightNames.Normalize([.. weights.Select(weight => weight.Name)]);
        for (int i = 0; i < names.Length; i++)
        {
            var array = weights[i].Array;
            var entry = new WeightEntry(
                names[i], array.Name, array.DType, array.Shape, array.ElementCount, array.ByteLength,
                System.IO.Path.GetFileName(array.Path));
            if (!_entries.TryAdd(names[i], new Located(entry, array)))
            {
                throw new CheckpointException(
                    array.Path,
                    $"'{array.Name}' and '{_entries[names[i]].Entry.OriginalName}' are both the tensor '{names[i]}', expected one. "
                    + "The file is damaged: fetch it again.");
            }
        }
    }

    private Located Find(string name) => _entries.TryGetValue(name, out var found)
        ? found
        : throw new CheckpointException(
            Path, $"there is no tensor '{name}' among the {_entries.Count} of the checkpoint. Does it belong to this model?");

    internal sealed record Located(WeightEntry Entry, NamedArray Array);
}
