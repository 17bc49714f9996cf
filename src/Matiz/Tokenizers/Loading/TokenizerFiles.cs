using System.Text.Json;
using Matiz.Formats;
using Matiz.Formats.Json;

namespace Matiz.Tokenizers.Loading;

/// <summary>The files of one tokenizer as bytes, and what to call each in an error.</summary>
internal sealed class TokenizerFiles
{
    /// <summary>The files that may make up a tokenizer, all carried along when a model is saved.</summary>
    public static readonly string[] Names =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt",
        "sentencepiece.bpe.model", "spiece.model", "spm.model",
    ];

    // Names the tokenizer's class or the model's type; it is the model's file and not carried along.
    internal const string ModelConfigName = "config.json";

    private const string Expected = "a file of the tokenizer";

    private readonly string? _folder;
    private Func<byte[]?> _modelConfig = () => null;
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public TokenizerFiles(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (string name in Names)
        {
            if (!files.TryGetValue(name, out byte[]? bytes)) continue;
            _files[name] = Lookalikes.Reason(bytes, Expected) is { } reason ? throw new TokenizerException(name, reason) : bytes;
        }

        _modelConfig = () => files.GetValueOrDefault(ModelConfigName);
    }

    private TokenizerFiles(string folder) => _folder = folder;

    public IReadOnlyDictionary<string, byte[]> All => _files;

    /// <summary>What an error about the whole tokenizer begins with.</summary>
    public string Place => _folder ?? "the tokenizer's files";

    /// <summary>
    /// Reads a folder's tokenizer files, or those beside the given <c>tokenizer.json</c> or <c>vocab.txt</c>. A vocabulary named
    /// outright is meant: a <c>tokenizer.json</c> beside it is left alone. A file of another name is read alone, as a tokenizer.json.
    /// </summary>
    public static TokenizerFiles Read(string folderOrFile)
    {
        try
        {
            if (Directory.Exists(folderOrFile)) return ReadFolder(folderOrFile, Names);
            if (!File.Exists(folderOrFile))
            {
                throw new TokenizerException(folderOrFile, "there is no such file or folder. Expected a model folder, or a tokenizer.json or "
                    + "vocab.txt; check the path.");
            }

            string folder = Path.GetDirectoryName(Path.GetFullPath(folderOrFile))!;
            switch (Path.GetFileName(folderOrFile))
            {
                case "tokenizer.json": return ReadFolder(folder, Names);
                case "vocab.txt": return ReadFolder(folder, Names.Where(name => !string.Equals(name, "tokenizer.json", StringComparison.Ordinal)));
                default:
                    var alone = new TokenizerFiles(folderOrFile);
                    alone._files["tokenizer.json"] = ReadFile(folderOrFile)!;
                    return alone;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerException(folderOrFile, $"cannot be read: {e.Message}", e);
        }
    }

    public bool Has(string name) => _files.ContainsKey(name);

    public byte[] this[string name] => _files[name];

    /// <summary>What to call a file in an error.</summary>
    public string Label(string name) => _folder switch
    {
        null => name,
        _ when File.Exists(_folder) => _folder,
        _ => Path.Combine(_folder, name),
    };

    /// <summary>Reads a JSON file with <paramref name="read"/>; null if there is no such file. Whatever JSON is wrong names the file.</summary>
    public T? ReadJson<T>(string name, Func<JsonCursor, T> read)
        where T : class => _files.TryGetValue(name, out byte[]? bytes) ? ReadJson(Label(name), bytes, read) : null;

    /// <summary>Reads the model's <c>config.json</c> in the same way; null if there is none.</summary>
    public T? ReadModelConfig<T>(Func<JsonCursor, T> read)
        where T : class => _modelConfig() is { } bytes ? ReadJson(Label(ModelConfigName), bytes, read) : null;

    private static T ReadJson<T>(string label, byte[] bytes, Func<JsonCursor, T> read)
    {
        try
        {
            using var document = PythonJson.ParseDocument(bytes);
            return read(new JsonCursor(document.RootElement, label, ""));
        }
        catch (JsonException e)
        {
            throw new TokenizerException(label, $"is not JSON (line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}): {e.Message} "
                + "Expected JSON; fetch the file again.", e);
        }
        catch (FormatException e)
        {
            throw new TokenizerException(label, $"{e.Message}. Expected JSON in UTF-8. Save the file as UTF-8, or fetch it again.", e);
        }
        catch (InvalidOperationException e)
        {
            // A string of unpaired surrogates shows only when it is read.
            throw new TokenizerException(label, $"holds a string that is no valid text: {e.Message} Expected UTF-8; fetch the file again.", e);
        }
    }

    private static TokenizerFiles ReadFolder(string folder, IEnumerable<string> names)
    {
        var files = new TokenizerFiles(folder);
        foreach (string name in names)
        {
            if (ReadFile(Path.Combine(folder, name)) is { } bytes) files._files[name] = bytes;
        }

        files._modelConfig = () => ReadFile(Path.Combine(folder, ModelConfigName));
        return files;
    }

    private static byte[]? ReadFile(string path) => CheckedFile.Read(path, Expected, reason => new TokenizerException(path, reason));
}
