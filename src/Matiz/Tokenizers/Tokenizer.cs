using System.Collections.Concurrent;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.Sources;

namespace Matiz.Tokenizers;

/// <summary>
/// Cuts texts into the tokens of a model's vocabulary, as the reference (the tokenizers library) does from the same file. It may be
/// used by many threads at once.
/// </summary>
public sealed partial class Tokenizer
{
    private readonly TokenizerFiles _files;
    private readonly TokenizerConfig _config;
    private readonly TokenizerParts _parts;
    private readonly TokenizerParts _modelParts;
    private readonly TokenPipeline _pipeline;
    private readonly EncodingBuilder _builder;
    private readonly SpecialIds _special;
    private readonly ConcurrentBag<RowIdsEncoder> _encoders = [];

    private Tokenizer(TokenizerFiles files)
    {
        _files = files;
        _config = TokenizerConfig.Read(files);
        List<string> notes = [];
        _parts = TokenizerSources.Find(files, _config.Class).Read(files, _config, notes);
        if (StatesInputs && !HasTypeIds) _parts = Untyped(_parts);
        _modelParts = HasTypeIds ? _parts : Untyped(_parts);
        _pipeline = new TokenPipeline(_parts);
        _builder = new EncodingBuilder(_parts.PostProcessor, id => _parts.AddedVocabulary.TokenOf(id) ?? "");
        _special = SpecialIds.Find(_config, _parts);
        TruncationSide = _config.TruncationSide ?? _parts.TruncationSide ?? TruncationSide.Right;
        LoadingNotes = notes;
    }

    /// <summary>
    /// Reads a tokenizer from a folder, or from a <c>tokenizer.json</c> or vocabulary and what lies beside it. <c>tokenizer.json</c> is
    /// used with what <c>tokenizer_config.json</c> and the class that it names (else <c>config.json</c>) change of it; without one the
    /// tokenizer is built from its vocabulary files (<c>vocab.txt</c>, <c>vocab.json</c> with <c>merges.txt</c>, a SentencePiece model) and
    /// the config.
    /// </summary>
    /// <exception cref="TokenizerException">
    /// Files are missing, damaged, or of a kind that is not known; the message names the place.
    /// </exception>
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
        return Load(ModelFiles.FromBytes("", files));
    }

    /// <summary>Reads the tokenizer among a model's files, as from a folder.</summary>
    /// <exception cref="TokenizerException">As for <see cref="Load(string)"/>.</exception>
    public static Tokenizer Load(ModelFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new Tokenizer(TokenizerFiles.Read(files));
    }

    /// <summary>The highest id of the vocabulary and the added tokens, plus one: the rows that an embedding needs.</summary>
    public int VocabularySize => _parts.AddedVocabulary.Size;

    /// <summary>
    /// A token of the vocabulary itself that stands at or beyond an id; null where only added tokens and blank lines do, of which a text
    /// need not have any.
    /// </summary>
    internal string? VocabularyTokenFrom(int id) => VocabularySize <= id
        ? null
        : _parts.Model.Vocabulary.Ids
            .Where(entry => entry.Value >= id && !string.IsNullOrWhiteSpace(entry.Key) && !_parts.AddedVocabulary.Ids.Contains(entry.Value))
            .Select(entry => entry.Key)
            .FirstOrDefault();

    /// <summary>The most tokens the model takes (reference: model_max_length); null when the config names no limit.</summary>
    public int? ModelMaxLength => _config.ModelMaxLength;

    /// <summary>The side of a text that is cut off, unless a call says otherwise (reference: truncation_side). Default right.</summary>
    public TruncationSide TruncationSide { get; }

    /// <summary>The side on which encodings are filled up, unless a call says otherwise (reference: padding_side). Default right.</summary>
    public PaddingSide PaddingSide => _config.PaddingSide;

    /// <summary>
    /// The Python class, without "Fast": as a file names it, else as belongs to the model's type; null where nothing says.
    /// </summary>
    public string? ClassName => _config.Class?.Name;

    /// <summary>
    /// What a model is given (reference: model_input_names): as the config states it, else as the class has it. Without
    /// <c>token_type_ids</c> every token is of segment 0 for the model, those of a second text too.
    /// </summary>
    public IReadOnlyList<string> ModelInputNames => _config.ModelInputNames ?? StatedInputs.Names(_config.Class?.HasTypeIds ?? true);

    /// <summary>Whether the config states <see cref="ModelInputNames"/>.</summary>
    public bool StatesInputs => _config.ModelInputNames is not null;

    /// <summary>Whether a model is given segments.</summary>
    public bool HasTypeIds => ModelInputNames.Contains("token_type_ids", StringComparer.Ordinal);

    /// <summary>What loading said, such as settings that go before those of tokenizer.json.</summary>
    public IReadOnlyList<string> LoadingNotes { get; }

    /// <summary>The kind of model: BPE, Unigram, WordLevel, WordPiece.</summary>
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

    /// <summary>
    /// The text of some ids. Ids that the vocabulary lacks are left out; where the config says <c>clean_up_tokenization_spaces</c>, so are
    /// spaces before English punctuation.
    /// </summary>
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

        string text = _parts.Decoder is { } decoder ? string.Concat(decoder.Decode(tokens)) : string.Join(' ', tokens);
        return _config.CleansUp ? WordPieceDecoder.CleanUp(text) : text;
    }

    /// <summary>Writes <see cref="Files"/> into a folder, byte for byte, each whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Write(folder, Files);
    }

    /// <summary>
    /// Writes <see cref="Files"/> for a model. Where Python could give it other inputs, since <c>model_input_names</c> is not stated and
    /// the class is the generic one or has inputs that the model does not take, <c>tokenizer_config.json</c> states those that the model is
    /// computed with; all else is written byte for byte.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="readsTypeIds">Whether the model has segments.</param>
    internal void Save(string folder, bool readsTypeIds)
    {
        if (StatesInputs || (_config.Class is not { IsGeneric: true } && (readsTypeIds || !HasTypeIds)))
        {
            Save(folder);
            return;
        }

        var files = new SortedDictionary<string, byte[]>(Files.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        var names = StatedInputs.Names(HasTypeIds && readsTypeIds);
        files[TokenizerConfig.FileName] = StatedInputs.Add(files.GetValueOrDefault(TokenizerConfig.FileName), names);
        Write(folder, files);
    }

    private static TokenizerParts Untyped(TokenizerParts parts) =>
        parts with { PostProcessor = new UntypedProcessing(parts.PostProcessor) };

    private static void Write(string folder, IReadOnlyDictionary<string, byte[]> files)
    {
        AtomicFolder.Make(folder);
        foreach (var (name, bytes) in files) AtomicFile.WriteAllBytes(Path.Combine(folder, name), bytes);
    }
}
