using Matiz.Data;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Inference;

/// <summary>Turns a stream of texts into batches of tokens, in order: encoded on all cores, cut by a token bound.</summary>
internal sealed class TextBatches
{
    private readonly InferenceOptions _options;
    private readonly RowEncoder _rows;

    public TextBatches(Tokenizer tokenizer, EncoderModel encoder, InferenceOptions options)
    {
        _options = options;
        _rows = RowEncoder.Of(tokenizer, encoder, options.MaxLength);
    }

    /// <summary>Where texts are cut.</summary>
    public TextLimit Limit => _rows.Limit;

    /// <summary>The batches of a stream, read a little ahead.</summary>
    /// <exception cref="DataException">The model cannot read a row; the batches of those before it have been given.</exception>
    public IEnumerable<TextBatch> Of(IEnumerable<TextInput> inputs) =>
        inputs.Chunk(_options.ReadAhead).SelectMany((chunk, number) => OfChunk(chunk, (number * _options.ReadAhead) + 1));

    private IEnumerable<TextBatch> OfChunk(TextInput[] inputs, int firstNumber)
    {
        var ids = _rows.EncodeReadable(inputs, firstNumber, out var fault);
        foreach (var (from, to) in TokenBatch.Cut(ids, _options.TokenBound))
            yield return new TextBatch(TokenBatch.Of(ids, from, to), ids.DroppedTokens.AsMemory(from, to - from));
        if (fault is not null) throw fault;
    }
}

/// <summary>One batch.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="DroppedTokens">How many tokens the cut dropped of each row.</param>
internal readonly record struct TextBatch(TokenBatch Tokens, ReadOnlyMemory<int> DroppedTokens);
