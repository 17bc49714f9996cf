using System.Collections.Concurrent;
using Matiz.Formats;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers;

/// <summary>
/// Cuts texts into the tokens of a model's vocabulary, as the reference (the tokenizers library) does from the same file. It may be
/// used by many threads at once.
/// </summary>
public sealed partial class Tokenizer
{
    private readonly TokenizerFiles _files;
    private readonly TokenizerParts _parts;
    private readonly TokenPipeline _pipeline;
    private readonly EncodingBuilder _builder;
    private readonly SpecialIds _special;
    private readonly ConcurrentBag<RowIdsEncoder> _encoders = [];

    private Tokenizer(TokenizerFiles files)
    {
        _files = files;
        var config = TokenizerConfig.Read(files);
        _parts = files.ReadJson("tokenizer.json", TokenizerJson.Read)
            ?? (files.Has("vocab.txt") ? VocabularyText.Read(files, config) : throw NothingToRead(files));
        _pipeline = new TokenPipeline(_parts);
        _builder = new EncodingBuilder(_parts.PostProcessor, id => _parts.AddedVocabulary.TokenOf(id) ?? "");
        _special = SpecialIds.Find(config, _parts);
        ModelMaxLength = config.ModelMaxLength;
    }

    /// <summary>
    /// Reads a tokenizer from a folder, or from a <c>tokenizer.json</c> or <c>vocab.txt</c> and what lies beside it.
    /// <c>tokenizer.json</c> is used as it stands, but for its truncation and padding; without one the tokenizer is built from
    /// <c>vocab.txt</c> and <c>tokenizer_config.json</c>.
    /// </summary>
    /// <exception cref="TokenizerException">Files are missing, damaged, or of a kind that is not known; the message names the place.</exception>
    public static Tokenizer Load(string folderOrFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(folderOrFile);
        return new Tokenizer(TokenizerFiles.Read(folderOrFile));
    }

    /// <summary>Reads a tokenizer from files held in memory, by file name (<c>tokenizer.json</c>, <c>vocab.txt</c>, ...).</summary>
    /// <exception cref="TokenizerException">As for <see cref="Load(string)"/>.</exception>
    public static Tokenizer Load(IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new Tokenizer(new TokenizerFiles(files));
    }

    /// <summary>The highest id of the vocabulary and the added tokens, plus one: the rows that an embedding needs.</summary>
    public int VocabularySize => _parts.AddedVocabulary.Size;

    /// <summary>The most tokens the model takes (reference: model_max_length); null when the config names no limit.</summary>
    public int? ModelMaxLength { get; }

    /// <summary>The kind of model: WordPiece, WordLevel.</summary>
    public string ModelType => _parts.Model.Type;

    /// <summary>The padding token's id; null if the tokenizer has none.</summary>
    public int? PadTokenId => _special.Pad;

    /// <summary>The id that stands for what the vocabulary lacks; null if there is none.</summary>
    public int? UnknownTokenId => _special.Unknown;

    /// <summary>The classification token's id, [CLS]; null if there is none.</summary>
    public int? ClsTokenId => _special.Cls;

    /// <summary>The separator's id, [SEP]; null if there is none.</summary>
    public int? SepTokenId => _special.Sep;

    /// <summary>The mask token's id; null if there is none.</summary>
    public int? MaskTokenId => _special.Mask;

    /// <summary>The id of the token that begins a text; null if there is none.</summary>
    public int? BosTokenId => _special.Bos;

    /// <summary>The id of the token that ends a text; null if there is none.</summary>
    public int? EosTokenId => _special.Eos;

    /// <summary>The tokenizer's files as they were read, byte for byte, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _files.All;

    /// <summary>How many special tokens are put around a text, or a pair.</summary>
    public int SpecialTokensToAdd(bool isPair) => _parts.PostProcessor.SpecialTokens(isPair);

    /// <summary>The token of an id; null if there is none.</summary>
    public string? IdToToken(int id) => _parts.AddedVocabulary.TokenOf(id);

    /// <summary>The id of a token, spelled exactly; null if there is none.</summary>
    public int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _parts.AddedVocabulary.IdOf(token);
    }

    /// <summary>The text of some ids. Ids that the vocabulary lacks are left out.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens ([CLS], [SEP], ...) are left out. Default true.</param>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var tokens = new List<string>();
        foreach (int id in ids)
        {
            string? token = _parts.AddedVocabulary.TokenOf(id);
            if (token is not null && !(skipSpecialTokens && _parts.AddedVocabulary.IsSpecial(token))) tokens.Add(token);
        }

        return _parts.Decoder is { } decoder ? string.Concat(decoder.Decode(tokens)) : string.Join(' ', tokens);
    }

    /// <summary>Writes <see cref="Files"/> into a folder, byte for byte, each whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        AtomicFolder.Make(folder);
        foreach (var (name, bytes) in Files) AtomicFile.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    private static TokenizerException NothingToRead(TokenizerFiles files) => new(
        files.Place,
        $"holds neither tokenizer.json nor vocab.txt{(files.All.Count == 0 ? "" : $", only {string.Join(", ", files.All.Keys)}")}. "
        + "Expected one of the two; fetch the tokenizer of the model.");
}
