using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>The encoding of a text, or of a pair of texts.</summary>
    /// <param name="text">The text. Half surrogates read as U+FFFD.</param>
    /// <param name="textPair">The second text of a pair; null for none.</param>
    /// <param name="options">Special tokens and truncation; null for <see cref="EncodeOptions.Default"/>.</param>
    /// <exception cref="TokenizerException">The truncation asked for cannot be done.</exception>
    public Encoding Encode(string text, string? textPair = null, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _builder.Build(_pipeline.Run(text), textPair is null ? null : _pipeline.Run(textPair), WithSide(options));
    }

    /// <summary>The encodings of many rows, in their order, made on all cores.</summary>
    /// <param name="inputs">The rows.</param>
    /// <param name="options">Special tokens and truncation; null for <see cref="EncodeOptions.Default"/>.</param>
    /// <param name="threads">The most threads to use; null for all cores. The result does not depend on it.</param>
    /// <exception cref="TokenizerException">A row's truncation cannot be done; of several the first.</exception>
    public IReadOnlyList<Encoding> EncodeBatch(IReadOnlyList<TextInput> inputs, EncodeOptions? options = null, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        options = WithSide(options);
        var encodings = new Encoding[inputs.Count];
        RowChunks.Run(inputs, threads, () => 0, _ => { }, (_, _, first, last) =>
        {
            for (int row = first; row < last; row++) encodings[row] = Encode(inputs[row].Text, inputs[row].TextPair, options);
        });
        return encodings;
    }

    /// <summary>
    /// The ids of many rows laid end to end, as a model is given them: the fast way, on all cores, for when offsets and words are not
    /// wanted. The ids are those of <see cref="Encode"/>, and so are the segments unless <see cref="HasTypeIds"/> is false.
    /// </summary>
    /// <param name="inputs">The rows.</param>
    /// <param name="options">Special tokens and truncation; null for <see cref="EncodeOptions.Default"/>.</param>
    /// <param name="threads">The most threads to use; null for all cores. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">Overflow windows are asked for, which only <see cref="Encode"/> gives.</exception>
    /// <exception cref="TokenizerException">A row's truncation cannot be done; of several the first.</exception>
    public TokenIds EncodeIds(IReadOnlyList<TextInput> inputs, EncodeOptions? options = null, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        options = WithSide(options);
        if (options.ReturnOverflow)
        {
            throw new ArgumentException(
                "ReturnOverflow is set, but ids laid end to end have no overflow windows; use EncodeBatch.", nameof(options));
        }

        var result = new RowIdsCollector(inputs, options);
        RowChunks.Run(inputs, threads, RentEncoder, _encoders.Add, result.Encode);
        return result.Collect();
    }

    /// <summary>
    /// The encodings filled up to one length with the padding token (reference: pad): id and type of padding, attention 0, special 1, no
    /// word, no place. Overflow windows are filled up as well; an encoding that is longer stays as it is.
    /// </summary>
    /// <param name="encodings">The batch.</param>
    /// <param name="options">Length and side; null for <see cref="PaddingOptions.Default"/>.</param>
    /// <exception cref="TokenizerException">The tokenizer has no padding token.</exception>
    public IReadOnlyList<Encoding> Pad(IReadOnlyList<Encoding> encodings, PaddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(encodings);
        options ??= PaddingOptions.Default;
        int id = PadTokenId ?? throw new TokenizerException(
            $"{_files.Place}: there is no padding token. Expected one; name pad_token in {TokenizerConfig.FileName}.");
        var padding = new Padding(id, IdToToken(id) ?? "", _config.PadTypeId, (options.Side ?? PaddingSide) == PaddingSide.Left);
        int length = Padding.Target(encodings, options);
        return [.. encodings.Select(encoding => padding.Fill(encoding, length))];
    }

    // Encoders are kept: what their caches learned serves the next call.
    private RowIdsEncoder RentEncoder() => _encoders.TryTake(out var encoder) ? encoder : new RowIdsEncoder(_modelParts);

    // A tokenizer that cuts the right side off needs no new options: the right is what none means further down.
    private EncodeOptions WithSide(EncodeOptions? options)
    {
        options ??= EncodeOptions.Default;
        return options.Side is null && TruncationSide == TruncationSide.Left ? options with { Side = TruncationSide.Left } : options;
    }
}
