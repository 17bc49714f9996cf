using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Inference;

/// <summary>Turns a stream of texts into batches of tokens, in order: encoded on all cores, cut by a token bound.</summary>
internal sealed class TextBatches
{
    private readonly Tokenizer _tokenizer;
    private readonly EncoderModel _encoder;
    private readonly InferenceOptions _options;
    private readonly EncodeOptions _encodeOptions;

    public TextBatches(Tokenizer tokenizer, EncoderModel encoder, InferenceOptions options)
    {
        _tokenizer = tokenizer;
        _encoder = encoder;
        _options = options;
        MaxLength = Math.Min(options.MaxLength ?? tokenizer.ModelMaxLength ?? int.MaxValue, encoder.MaxTokens);
        _encodeOptions = new EncodeOptions { MaxLength = MaxLength };
    }

    /// <summary>The most tokens of a text; what is beyond is cut.</summary>
    public int MaxLength { get; }

    /// <summary>The batches of a stream, read a little ahead.</summary>
    public IEnumerable<TextBatch> Of(IEnumerable<TextInput> inputs) => inputs.Chunk(_options.ReadAhead).SelectMany(OfChunk);

    private IEnumerable<TextBatch> OfChunk(TextInput[] inputs)
    {
        var ids = _tokenizer.EncodeIds(inputs, _encodeOptions);
        TokenTypes.Require(_encoder, ids);
        foreach (var (from, to) in TokenBatch.Cut(ids, _options.TokenBound))
            yield return new TextBatch(TokenBatch.Of(ids, from, to), ids.DroppedTokens.AsMemory(from, to - from));
    }
}

/// <summary>One batch.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="DroppedTokens">How many tokens the cut dropped of each row.</param>
internal readonly record struct TextBatch(TokenBatch Tokens, ReadOnlyMemory<int> DroppedTokens);
