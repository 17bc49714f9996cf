using Matiz.Formats;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Loading;
using Matiz.Weights;

namespace Matiz.Models;

/// <summary>Where the files of a model lie: in a folder, or in memory, such as the embedded resources of a program.</summary>
public sealed class PretrainedFiles
{
    private readonly Func<string, Stream?>? _open;

    private PretrainedFiles(string path, Func<string, Stream?>? open) => (Path, _open) = (path, open);

    /// <summary>The folder, or the name that stands for it in messages.</summary>
    public string Path { get; }

    /// <summary>The files of a model folder.</summary>
    public static PretrainedFiles InFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new PretrainedFiles(folder, open: null);
    }

    /// <summary>
    /// Files that are streams. Weights given as an <see cref="UnmanagedMemoryStream"/>, which embedded resources are, are read where
    /// they lie; others are copied once.
    /// </summary>
    /// <param name="name">Stands for the folder in messages.</param>
    /// <param name="open">Gives a new stream for a file name of the folder (<c>config.json</c>, <c>model.safetensors</c>, …), or null when there is none.</param>
    public static PretrainedFiles FromStreams(string name, Func<string, Stream?> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(open);
        return new PretrainedFiles(name, open);
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <exception cref="ModelException">It is missing, or no JSON object.</exception>
    public ModelConfig ReadConfig()
    {
        if (_open is null) return ModelConfig.Load(Path);
        byte[] bytes = ReadAll(ModelConfig.FileName)
            ?? throw new ModelException(Path, $"there is no {ModelConfig.FileName}, but a model needs one beside its weights. Give it as well.");
        return ModelConfig.Parse(bytes, System.IO.Path.Combine(Path, ModelConfig.FileName));
    }

    /// <summary>Reads the tokenizer.</summary>
    /// <exception cref="TokenizerException">Its files are missing, damaged or of an unknown kind.</exception>
    public Tokenizer ReadTokenizer()
    {
        if (_open is null) return AutoTokenizer.FromPretrained(Path);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string name in TokenizerFiles.Names.Append(TokenizerFiles.ModelConfigName))
        {
            if (ReadAll(name) is { } bytes) files.Add(name, bytes);
        }

        return Tokenizer.Load(files);
    }

    /// <summary>Opens the weights; the caller disposes them, after which streams may be closed.</summary>
    /// <exception cref="CheckpointException">They are missing or damaged.</exception>
    public WeightFiles OpenWeights()
    {
        if (_open is null) return WeightFiles.Open(Path);
        string path = System.IO.Path.Combine(Path, WeightFiles.SingleFileName);
        var stream = _open(WeightFiles.SingleFileName)
            ?? throw new CheckpointException(Path, $"there is no {WeightFiles.SingleFileName}. Give it as well.");
        if (stream is UnmanagedMemoryStream memory) return WeightFiles.Open(path, memory);
        using (stream) return WeightFiles.Open(path, ReadAll(stream));
    }

    /// <summary>The bytes of another file of the model; null where there is none.</summary>
    /// <exception cref="ModelException">It is a link that leads nowhere, may not be read, or is something else in its place.</exception>
    internal byte[]? ReadFile(string name)
    {
        if (_open is not null) return ReadAll(name);
        string path = System.IO.Path.Combine(Path, name);
        return CheckedFile.Read(path, "a file of a model", reason => new ModelException(path, reason));
    }

    /// <summary>The files of a folder inside the model's, such as a module of sentence-transformers; an empty name is the model's own.</summary>
    public PretrainedFiles In(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Length == 0) return this;
        string path = System.IO.Path.Combine(Path, folder);
        return new PretrainedFiles(path, _open is null ? null : name => _open($"{folder}/{name}"));
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private byte[]? ReadAll(string name)
    {
        using var stream = _open!(name);
        return stream is null ? null : ReadAll(stream);
    }
}
