using Matiz.Tokenizers;

namespace Matiz.Models;

/// <summary>Pairs of texts need a model that tells two token types apart, where its tokenizer marks the second text by them.</summary>
internal static class TokenTypes
{
    /// <summary>Refuses rows whose token types the encoder has no embedding of.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="ids">The rows.</param>
    /// <param name="nameOf">Where a row stands, for the message; null: it is named by nothing.</param>
    /// <exception cref="ModelException">There is such a row.</exception>
    public static void Require(EncoderModel encoder, TokenIds ids, Func<int, string>? nameOf = null)
    {
        if (encoder.TokenTypes is not { } types || ids.TypeIds is not { } typeIds) return;
        int at = typeIds.AsSpan(0, ids.Offsets[^1]).IndexOfAnyExceptInRange((byte)0, (byte)Math.Clamp(types - 1, 0, byte.MaxValue));
        if (at < 0) return;
        string name = nameOf is null ? "a row" : nameOf(Array.FindLastIndex(ids.Offsets, offset => offset <= at));
        throw new ModelException(
            encoder.Config.Path,
            $"'type_vocab_size' is {types}, but {name} has the token type {typeIds[at]}, as the second text of a pair has. A model of at least {typeIds[at] + 1} token types was expected. "
            + "Leave the second texts out, or take a model that was made for pairs.");
    }
}
