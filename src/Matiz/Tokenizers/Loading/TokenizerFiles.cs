using System.Text.Json;
using Matiz.Files;
using Matiz.Formats.Json;
using Matiz.Tokenizers.Sources;

namespace Matiz.Tokenizers.Loading;

/// <summary>The files of one tokenizer as bytes, and what to call each in an error.</summary>
internal sealed class TokenizerFiles
{
    /// <summary>The files that may make up a tokenizer, all carried along when a model is saved.</summary>
    public static IReadOnlyList<string> Names => TokenizerSources.FileNames;

    // Names the tokenizer's class or the model's type; it is the model's file and not carried along.
    internal const string ModelConfigName = "config.json";

    private const string Expected = "a file of the tokenizer";

    private readonly ModelFiles _source;
    private readonly string? _alone;
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    // Of a single file its path stands for every name in messages.
    private TokenizerFiles(ModelFiles source, string? alone = null) => (_source, _alone) = (source, alone);

    public IReadOnlyDictionary<string, byte[]> All => _files;

    /// <summary>What an error about the whole tokenizer begins with.</summary>
    public string Place => _alone ?? (_source.Path.Length > 0 ? _source.Path : "the tokenizer's files");

    /// <summary>Reads the tokenizer's files among a model's.</summary>
    public static TokenizerFiles Read(ModelFiles source) => Read(source, Names);

    /// <summary>
    /// Reads a folder's tokenizer files, or those beside the given <c>tokenizer.json</c> or vocabulary. A vocabulary named outright is
    /// meant: a <c>tokenizer.json</c> beside it is left alone. A file of another name is read alone, as a tokenizer.json.
    /// </summary>
    public static TokenizerFiles Read(string folderOrFile)
    {
        if (Directory.Exists(folderOrFile)) return Read(ModelFiles.InFolder(folderOrFile));
        if (!File.Exists(folderOrFile))
        {
            throw new TokenizerException(folderOrFile, "there is no such file or folder. Expected a model folder, or a "
                + $"{TokenizerSources.Names}; check the path.");
        }

        string path = Path.GetFullPath(folderOrFile), name = Path.GetFileName(path);
        var folder = ModelFiles.InFolder(Path.GetDirectoryName(path)!);
        var source = TokenizerSources.All.FirstOrDefault(source => source.Files.Contains(name, StringComparer.Ordinal));
        if (source is not null) return Read(folder, TokenizerSources.NamesFor(source));
        var alone = new TokenizerFiles(ModelFiles.FromBytes("", new Dictionary<string, byte[]>()), folderOrFile);
        alone._files[TokenizerJson.FileName] = folder.Read(name, Expected, (_, reason) => new TokenizerException(folderOrFile, reason))!;
        return alone;
    }

    public bool Has(string name) => _files.ContainsKey(name);

    public byte[] this[string name] => _files[name];

    /// <summary>What to call a file in an error.</summary>
    public string Label(string name) => _alone ?? _source.PathOf(name);

    /// <summary>
    /// Reads a JSON file with <paramref name="read"/>; null if there is no such file. Whatever JSON is wrong names the file.
    /// </summary>
    public T? ReadJson<T>(string name, Func<JsonCursor, T> read)
        where T : class => _files.TryGetValue(name, out byte[]? bytes) ? ReadJson(Label(name), bytes, read) : null;

    /// <summary>Reads the model's <c>config.json</c> in the same way; null if there is none.</summary>
    public T? ReadModelConfig<T>(Func<JsonCursor, T> read)
        where T : class => ReadFile(_source, ModelConfigName) is { } bytes ? ReadJson(Label(ModelConfigName), bytes, read) : null;

    private static T ReadJson<T>(string label, byte[] bytes, Func<JsonCursor, T> read)
    {
        try
        {
            using var document = PythonJson.ParseDocument(bytes);
            return read(new JsonCursor(document.RootElement, label, ""));
        }
        catch (JsonException e)
        {
            throw new TokenizerException(label, $"is not JSON (line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}): "
                + $"{e.Message} Expected JSON; fetch the file again.", e);
        }
        catch (FormatException e)
        {
            throw new TokenizerException(label, $"{e.Message}. Expected JSON in UTF-8. Save the file as UTF-8, or fetch it again.", e);
        }
        catch (InvalidOperationException e)
        {
            // A string of unpaired surrogates shows only when it is read.
            throw new TokenizerException(label, $"holds a string that is no valid text: {e.Message} Expected UTF-8; "
                + "fetch the file again.", e);
        }
    }

    private static TokenizerFiles Read(ModelFiles source, IEnumerable<string> names)
    {
        var files = new TokenizerFiles(source);
        foreach (string name in names)
        {
            if (ReadFile(source, name) is { } bytes) files._files[name] = bytes;
        }

        return files;
    }

    private static byte[]? ReadFile(ModelFiles source, string name)
    {
        try
        {
            return source.Read(name, Expected, (path, reason) => new TokenizerException(path, reason));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerException(source.PathOf(name), $"cannot be read: {exception.Message}", exception);
        }
    }
}
