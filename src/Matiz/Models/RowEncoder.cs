using Matiz.Data;
using Matiz.Files;
using Matiz.Tokenizers;

namespace Matiz.Models;

/// <summary>
/// Turns rows into the ids that a model reads: cut where it cuts, and checked, so that no row reaches it that it cannot read.
/// </summary>
internal sealed class RowEncoder
{
    private readonly Tokenizer _tokenizer;
    private readonly TokenRowCheck _check;
    private readonly EncodeOptions _options;

    private RowEncoder(Tokenizer tokenizer, int positions, int vocabularySize, int? tokenTypes, string configPath, int? maxLength)
    {
        _tokenizer = tokenizer;
        Limit = TextLimit.ForPositions(tokenizer, positions, maxLength);
        _check = new TokenRowCheck(tokenizer, Limit, vocabularySize, tokenTypes, configPath);
        _options = new EncodeOptions { MaxLength = Limit.MaxLength };
    }

    /// <summary>Where texts are cut.</summary>
    public TextLimit Limit { get; }

    /// <summary>The encoder of rows for a model, which cuts texts where <see cref="TextLimit.ForModel"/> says.</summary>
    /// <param name="model">The model.</param>
    /// <param name="maxLength">Tokens at which texts are cut; null: as the model has it. Never above the position table.</param>
    /// <exception cref="TokenizerException">The length leaves no room for the special tokens.</exception>
    public static RowEncoder ForModel(ModelWithHead model, int? maxLength)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ForEncoder(model.Tokenizer, model.Encoder, maxLength ?? model.OwnMaxLength);
    }

    /// <summary>The encoder of rows for an encoder.</summary>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="encoder">Its encoder.</param>
    /// <param name="maxLength">Tokens at which texts are cut; null: the tokenizer's limit. Never above the position table.</param>
    /// <exception cref="TokenizerException">The length leaves no room for the special tokens.</exception>
    public static RowEncoder ForEncoder(Tokenizer tokenizer, EncoderModel encoder, int? maxLength)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return new RowEncoder(tokenizer, encoder.MaxTokens, encoder.VocabularySize, encoder.TokenTypes, encoder.Config.Path, maxLength);
    }

    /// <summary>The same by a model's tokenizer and config, without its weights; without a config nothing but the length cuts.</summary>
    /// <exception cref="ModelException">The config is damaged.</exception>
    /// <exception cref="TokenizerException">
    /// The tokenizer is missing or damaged, or the length leaves no room for the special tokens.
    /// </exception>
    public static RowEncoder ForFiles(ModelFiles files, int? maxLength)
    {
        ArgumentNullException.ThrowIfNull(files);
        var tokenizer = AutoTokenizer.FromPretrained(files);
        if (!files.Exists(ModelConfig.FileName, (path, reason) => new ModelException(path, reason)))
            return new RowEncoder(tokenizer, int.MaxValue, int.MaxValue, tokenTypes: null, files.Path, maxLength);
        var config = ModelConfig.Load(files);
        var limits = Architecture.Find(config.ModelType)?.Limits(config) ?? EncoderLimits.Read(config, hasTypeIds: false);
        return new RowEncoder(tokenizer, limits.MaxTokens, limits.VocabularySize, limits.TokenTypes, config.Path, maxLength);
    }

    /// <summary>The ids of some rows.</summary>
    /// <exception cref="DataException">
    /// The model cannot read a row: it has no token, no room for its special tokens, or a token without an embedding.
    /// </exception>
    /// <exception cref="ModelException">A row is a pair, and the model has no token type for a second text.</exception>
    public TokenIds Encode(IReadOnlyList<TextInput> rows) =>
        EncodeReadable(rows, firstNumber: 1, out var fault) is var ids && fault is null ? ids : throw fault!;

    /// <summary>The ids of the rows before the first one that the model cannot read.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="firstNumber">The number of the first, from 1, for rows that know no place of their own.</param>
    /// <param name="fault">What is wrong with that one; null when the model reads all.</param>
    internal TokenIds EncodeReadable(IReadOnlyList<TextInput> rows, int firstNumber, out Exception? fault)
    {
        var ids = _tokenizer.EncodeIds(rows, _options);
        var broken = _check.FirstFault(ids, rows, firstNumber);
        fault = broken?.Fault;
        return broken is { Row: var readable } ? ids.Take(readable) : ids;
    }
}
