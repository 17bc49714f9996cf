using Matiz.Data;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Inference;

/// <summary>Turns a stream of texts into batches of tokens, in order: encoded on all cores, cut by a token bound.</summary>
internal sealed class TextBatches(RowEncoder rows, InferenceOptions options)
{
    /// <summary>Where texts are cut.</summary>
    public TextLimit Limit => rows.Limit;

    /// <summary>The batches of a stream, read a little ahead.</summary>
    /// <exception cref="DataException">The model cannot read a row; the batches of those before it have been given.</exception>
    public IEnumerable<TextBatch> Encode(IEnumerable<TextInput> inputs) =>
        inputs.Chunk(options.ReadAhead).SelectMany((chunk, number) => EncodeChunk(chunk, (number * options.ReadAhead) + 1));

    private IEnumerable<TextBatch> EncodeChunk(TextInput[] inputs, int firstNumber)
    {
        var ids = rows.EncodeReadable(inputs, firstNumber, out var fault);
        var lengths = new int[ids.RowCount];
        for (int row = 0; row < lengths.Length; row++) lengths[row] = ids.LengthOf(row);
        foreach (var (start, count) in TokenBatch.Cut(lengths, options.TokenBound))
            yield return new TextBatch(TokenBatch.FromRows(ids, start, start + count), ids.DroppedTokens.AsMemory(start, count));
        if (fault is not null) throw fault;
    }
}

/// <summary>One batch.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="DroppedTokens">How many tokens the cut dropped of each row.</param>
internal readonly record struct TextBatch(TokenBatch Tokens, ReadOnlyMemory<int> DroppedTokens);
