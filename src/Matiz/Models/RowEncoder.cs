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
    /// <param name="cut">What becomes of a text that is too long; null: it is cut.</param>
    internal TokenIds EncodeReadable(IReadOnlyList<TextInput> rows, int firstNumber, out Exception? fault, RowCut? cut = null)
    {
        var ids = _tokenizer.EncodeIds(rows, OptionsOf(cut));
        var broken = _check.FirstFault(ids, rows, firstNumber);
        int readable = broken?.Row ?? ids.RowCount;
        if (cut is { Refuses: true } && ids.DroppedTokens.AsSpan(0, readable).IndexOfAnyExcept(0) is >= 0 and var tooLong)
        {
            int tokens = ids.LengthOf(tooLong) + ids.DroppedTokens[tooLong];
            fault = TokenRowCheck.At(
                rows[tooLong], firstNumber + tooLong,
                $"the text has {tokens} tokens, but at most {cut.MaxLength ?? Limit.MaxLength} are read. A shorter text was expected. "
                + "Shorten it, let it be "
                + "cut, or read it in windows.");
            return ids.Take(tooLong);
        }

        fault = broken?.Fault;
        return broken is null ? ids : ids.Take(readable);
    }

    /// <summary>
    /// A row that is too long, in windows from its beginning to its end. Of a pair the text of more tokens is cut, the other is whole in
    /// each.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="number">Its number, from 1, if it knows no place of its own.</param>
    /// <param name="cut">How long a window is, and how many tokens it repeats of the one before.</param>
    /// <exception cref="DataException">
    /// The other text of a pair leaves no room for a window that goes on, or the model cannot read a token.
    /// </exception>
    /// <returns>The windows, and which text of a pair they are of (0, 1).</returns>
    internal (IReadOnlyList<Encoding> Windows, int Sequence) EncodeWindows(TextInput row, int number, RowCut cut)
    {
        var strategy = TruncationStrategy.OnlyFirst;
        if (row.TextPair is { } pair)
        {
            var plain = new EncodeOptions { AddSpecialTokens = false };
            bool secondIsLonger = _tokenizer.Encode(pair, null, plain).Length > _tokenizer.Encode(row.Text, null, plain).Length;
            if (secondIsLonger) strategy = TruncationStrategy.OnlySecond;
        }

        Encoding first;
        try
        {
            first = _tokenizer.Encode(row.Text, row.TextPair, OptionsOf(cut) with
            {
                Strategy = strategy,
                Stride = cut.Stride ?? 0,
                Side = TruncationSide.Right,
                ReturnOverflow = true,
            });
        }
        catch (TokenizerException exception)
        {
            throw TokenRowCheck.At(row, number, exception.Message, exception);
        }

        Encoding[] windows = first.Overflowing.Count == 0 ? [first] : [first, .. first.Overflowing];
        foreach (var window in windows)
        {
            var ids = new TokenIds
            {
                Ids = window.Ids,
                Offsets = [0, window.Length],
                TypeIds = TypesOf(window),
                DroppedTokens = [0],
            };
            if (_check.FirstFault(ids, [row], number) is { Fault: var fault }) throw fault;
        }

        return (windows, strategy == TruncationStrategy.OnlySecond ? 1 : 0);
    }

    /// <summary>The segments of an encoding as the model is given them; null: all 0.</summary>
    internal byte[]? TypesOf(Encoding encoding) => _tokenizer.HasTypeIds && encoding.TypeIds.AsSpan().IndexOfAnyExcept(0) >= 0
        ? Array.ConvertAll(encoding.TypeIds, type => (byte)type)
        : null;

    /// <summary>Checks that a length of a call is one at which rows can be cut.</summary>
    /// <exception cref="TokenizerException">It is longer than the model reads, or has no room for a token of a text.</exception>
    internal void RequireMaxLength(int length)
    {
        int least = _tokenizer.SpecialTokensToAdd(isPair: true) + 1;
        if (length >= least && length <= Limit.MaxLength) return;
        throw new TokenizerException(
            $"the length (ClassificationOptions.MaxLength) is {length}, but texts of this classifier may be cut at {least} to "
            + $"{Limit.MaxLength} tokens. One of these was expected. Give another, or leave it out.");
    }

    /// <summary>Checks that a window has room for more than it repeats.</summary>
    /// <exception cref="TokenizerException">It has not.</exception>
    internal void RequireStride(int stride, int? maxLength = null)
    {
        int length = maxLength ?? Limit.MaxLength, room = length - _tokenizer.SpecialTokensToAdd(isPair: false);
        if (stride < room) return;
        throw new TokenizerException(
            $"the stride (ClassificationOptions.Stride) is {stride}, but a window of {length} tokens has room for "
            + $"{room} of a text. "
            + "A stride less than that was expected. Give a smaller one.");
    }

    private EncodeOptions OptionsOf(RowCut? cut)
    {
        var options = cut is { MaxLength: { } length } ? _options with { MaxLength = length } : _options;
        return cut is { Side: { } side } ? options with { Side = side } : options;
    }
}
