using Matiz.Inference;
using Matiz.Inference.Embeddings;
using Matiz.Models;
using Matiz.Server.Requests;
using Matiz.Tokenizers;

namespace Matiz.Server.Models;

/// <summary>Turns what is to be embedded into the tokens that an encoder reads: texts by its tokenizer, ids as they are.</summary>
/// <param name="extractor">The encoder.</param>
internal sealed class EmbedEncoder(FeatureExtractor extractor)
{
    /// <summary>The tokens of a request, and how many were cut off of each text.</summary>
    /// <param name="inputs">Texts and ids; at least one.</param>
    /// <param name="prompt">What stands before each text, and before no ids.</param>
    /// <param name="request">How they are cut.</param>
    /// <exception cref="RequestException">There is an id that the encoder does not know, or too many ids.</exception>
    /// <exception cref="Data.DataException">The model cannot read a text, which the message names by its number.</exception>
    public (TokenBatch Tokens, int[] Dropped) Encode(IReadOnlyList<EmbedInput> inputs, string prompt, EmbeddingRequest request)
    {
        var cut = new RowCut(request.TruncationSide, !request.Truncates);
        TextInput[] texts =
            [.. inputs.Where(input => input.Text is not null).Select(input => TextEmbeddingGenerator.Prompted(prompt, input.Text))];
        var encoded = texts.Length > 0 ? extractor.Batches.EncodeAll(texts, cut) : null;
        if (encoded is not null && texts.Length == inputs.Count) return (encoded.Tokens, encoded.DroppedTokens.ToArray());
        var ids = new List<int>();
        int[] offsets = new int[inputs.Count + 1], dropped = new int[inputs.Count];
        int text = 0;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Ids is { } given)
            {
                ids.AddRange(Cut(given, i, request));
                dropped[i] = Math.Max(0, given.Length - extractor.MaxLength);
            }
            else
            {
                var layout = encoded!.Tokens.Layout;
                ids.AddRange(encoded.Tokens.Ids.AsSpan(layout.Offsets[text], layout.LengthOf(text)));
                dropped[i] = encoded.DroppedTokens.Span[text++];
            }

            offsets[i + 1] = ids.Count;
        }

        return (new TokenBatch([.. ids], offsets), dropped);
    }

    private ReadOnlySpan<int> Cut(int[] ids, int number, EmbeddingRequest request)
    {
        if (ids.Length == 0) throw Refused(RequestFault.Empty, number, "has no id. At least one was expected");
        if (ids.AsSpan().IndexOfAnyExceptInRange(0, extractor.Encoder.VocabularySize - 1) is >= 0 and var unknown)
        {
            throw Refused(
                RequestFault.Invalid, number,
                $"has the token id {ids[unknown]}. Ids from 0 to {extractor.Encoder.VocabularySize - 1}, of this model's "
                    + "tokenizer, were expected");
        }

        if (ids.Length <= extractor.MaxLength) return ids;
        if (request.Truncates)
        {
            var side = request.TruncationSide ?? extractor.Tokenizer.TruncationSide;
            return side == TruncationSide.Left ? ids.AsSpan(ids.Length - extractor.MaxLength) : ids.AsSpan(0, extractor.MaxLength);
        }

        throw Refused(
            RequestFault.Invalid, number,
            $"has {ids.Length} token ids, but at most {extractor.MaxLength} are read. Fewer were expected, or leave to cut them");
    }

    private static RequestException Refused(RequestFault fault, int number, string what) =>
        new(fault, $"text {number + 1} {what}. Correct it, or send a text.");
}
