using System.Diagnostics.CodeAnalysis;
using Matiz.Files;
using Matiz.Formats.Safetensors;

namespace Matiz.Weights;

/// <summary>
/// All tensors of a model folder by name, whether they lie in one file or in several. Files are mapped, not read: a tensor costs memory
/// only where it is copied to. Several threads may read at the same time.
/// </summary>
public sealed class WeightFiles : IDisposable
{
    /// <summary>The name of the weights in a model folder.</summary>
    public const string SingleFileName = "model.safetensors";

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, Located> _entries = new(StringComparer.Ordinal);

    private WeightFiles(string path) => Path = path;

    /// <summary>The folder or file that was opened, or the name that was given.</summary>
    public string Path { get; }

    /// <summary>The names by which tensors are read, in the order of the files and of their data.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>All tensors, in the order of the files and of their data.</summary>
    public IEnumerable<WeightEntry> Entries => _entries.Values.Select(value => value.Entry);

    /// <summary>
    /// Opens the weights of a folder: <c>model.safetensors</c>, else <c>model.safetensors.index.json</c> with its shards. A path to a
    /// safetensors file opens that file.
    /// </summary>
    /// <exception cref="CheckpointException">
    /// There are no weights, a file breaks its format, or the index and its shards do not agree.
    /// </exception>
    public static WeightFiles Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? Load(path, weights => weights.AddAll(Guard(path, () => SafetensorsFile.Open(path))))
            : Open(ModelFiles.InFolder(path));
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
        if (files.Exists(SingleFileName, Refuse)) return Load(files.Path, weights => weights.AddAll(Open(files, SingleFileName)));
        return files.Exists(WeightIndex.FileName, Refuse)
            ? Load(files.Path, weights => weights.AddShards(files))
            : throw FolderKind.NoWeights(files);
    }

    /// <summary>Opens weights that lie in memory; they are pinned, not copied, and must not change meanwhile.</summary>
    /// <param name="name">Stands for the path in messages.</param>
    /// <param name="bytes">A whole safetensors file.</param>
    /// <exception cref="CheckpointException">The bytes break the format.</exception>
    public static WeightFiles Open(string name, ReadOnlyMemory<byte> bytes) =>
        Load(name, files => files.AddAll(Guard(name, () => SafetensorsFile.Open(name, bytes))));

    /// <summary>Opens weights of an unmanaged stream, such as an embedded resource, without copying them.</summary>
    /// <param name="name">Stands for the path in messages.</param>
    /// <param name="stream">A whole safetensors file; must not be closed meanwhile.</param>
    /// <exception cref="CheckpointException">The bytes break the format.</exception>
    public static WeightFiles Open(string name, UnmanagedMemoryStream stream) =>
        Load(name, files => files.AddAll(Guard(name, () => SafetensorsFile.Open(name, stream))));

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
        var (entry, file) = Find(name);
        try
        {
            file.ReadFloats(entry.OriginalName, destination);
        }
        catch (SafetensorsException e)
        {
            throw Checkpoint(e);
        }
    }

    /// <summary>The raw little-endian bytes of a tensor, row-major; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or it has more than 2 GiB.</exception>
    public ReadOnlySpan<byte> ReadBytes(string name)
    {
        var (entry, file) = Find(name);
        try
        {
            return file.Bytes(entry.OriginalName);
        }
        catch (SafetensorsException e)
        {
            throw Checkpoint(e);
        }
    }

    /// <summary>
    /// The first floating-point number that is not finite, in the order of the files: <c>tensor 'x' holds NaN at [3, 5]</c>; null where all
    /// are. Every number is looked at.
    /// </summary>
    public string? FirstNonFinite() => _entries.Values.Select(NonFiniteWeights.FirstOf).FirstOrDefault(fault => fault is not null);

    /// <summary>A tensor to be written to another file as it is, bit for bit; this checkpoint must stay open until then.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="newName">Its name in the new file; null keeps the name in this one.</param>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public TensorToWrite ToWrite(string name, string? newName = null)
    {
        var (entry, file) = Find(name);
        return TensorToWrite.From(file, entry.OriginalName, newName);
    }

    /// <summary>Unmaps the files.</summary>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static WeightFiles Load(string path, Action<WeightFiles> fill)
    {
        var files = new WeightFiles(path);
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

    private static SafetensorsFile Guard(string path, Func<SafetensorsFile> open)
    {
        try
        {
            return open();
        }
        catch (SafetensorsException e)
        {
            throw Checkpoint(e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CheckpointException(path, "the file may not be read. Permission to read it was expected. Change its permissions.", e);
        }
    }

    // Mapped where it lies on the disk, read in place where it lies in unmanaged memory, else copied once.
    private static SafetensorsFile Open(ModelFiles files, string name)
    {
        string path = files.PathOf(name);
        if (files.LocalPathOf(name) is { } local) return Guard(path, () => SafetensorsFile.Open(local));
        var stream = files.Open(name)!;
        if (stream is UnmanagedMemoryStream unmanaged) return Guard(path, () => SafetensorsFile.Open(path, unmanaged));
        using (stream)
        {
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            byte[] bytes = memory.ToArray();
            return Guard(path, () => SafetensorsFile.Open(path, bytes));
        }
    }

    private static CheckpointException Refuse(string path, string reason) => new(path, reason);

    private static CheckpointException Checkpoint(SafetensorsException e) => new(e.Path, e.Reason, e);

    private void AddAll(SafetensorsFile file)
    {
        _files.Add(file);
        var names = new List<string>();
        foreach (var tensor in file.Tensors) names.Add(tensor.Name);
        Register(names, _ => file);
    }

    // The index says where a tensor is read from. Shards may hold tensors that it does not name: the reference loads those too.
    private void AddShards(ModelFiles folder)
    {
        var map = WeightIndex.Read(folder);
        var found = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        foreach (string shard in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string path = folder.PathOf(shard);
            if (!folder.Exists(shard, Refuse))
                throw new CheckpointException(path, $"the file is missing, but {WeightIndex.FileName} names it. Fetch the missing file.");
            var file = Open(folder, shard);
            _files.Add(file);
            foreach (var tensor in file.Tensors)
            {
                if (map.TryGetValue(tensor.Name, out string? home) && !string.Equals(home, shard, StringComparison.Ordinal)) continue;
                if (!found.TryAdd(tensor.Name, file))
                {
                    throw new CheckpointException(
                        path, $"tensor '{tensor.Name}' lies in {System.IO.Path.GetFileName(found[tensor.Name].Path)} " +
                        $"as well, and {WeightIndex.FileName} does not say which to take. Fetch the model again.");
                }
            }
        }

        foreach (var (name, shard) in map)
        {
            if (!found.ContainsKey(name) && !WeightNames.IsBuffer(name))
            {
                throw new CheckpointException(folder.PathOf(shard),
                    $"there is no tensor '{name}', but {WeightIndex.FileName} places it here. "
                        + "Do these files come from two different models?");
            }
        }

        Register([.. found.Keys], name => found[name]);
    }

    private void Register(List<string> originals, Func<string, SafetensorsFile> home)
    {
        string[] names = WeightNames.Normalize(originals);
        for (int i = 0; i < names.Length; i++)
        {
            var file = home(originals[i]);
            var tensor = file[originals[i]];
            string fileName = System.IO.Path.GetFileName(file.Path);
            var entry = new WeightEntry(
                names[i], tensor.Name, tensor.DType, tensor.Shape, tensor.ElementCount, tensor.ByteLength, fileName);
            _entries.Add(names[i], new Located(entry, file));
        }
    }

    private Located Find(string name) => _entries.TryGetValue(name, out var found)
        ? found
        : throw new CheckpointException(
            Path, $"there is no tensor '{name}' among the {_entries.Count} of the checkpoint. Does it belong to this model?");

    internal sealed record Located(WeightEntry Entry, SafetensorsFile File);
}
