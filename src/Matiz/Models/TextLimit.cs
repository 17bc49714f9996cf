using Matiz.Data;
using Matiz.Tokenizers;

namespace Matiz.Models;

/// <summary>
/// Where a model's texts are cut: at the length that is asked for, else at the tokenizer's <c>model_max_length</c>, never above the
/// position table.
/// </summary>
public sealed record TextLimit
{
    private TextLimit(int maxLength, bool isPositionTable) => (MaxLength, IsPositionTable) = (maxLength, isPositionTable);

    /// <summary>The most tokens of a text, special tokens included.</summary>
    public int MaxLength { get; }

    /// <summary>Whether this is the end of the position table: no other length keeps more of a text.</summary>
    public bool IsPositionTable { get; }

    /// <summary>What is said of texts that were cut here.</summary>
    public string WhenCut => TextChecks.KeptWhenCut(IsPositionTable);

    /// <summary>The limit of a model: what is asked for goes before what its files say, and that before the tokenizer's.</summary>
    /// <param name="model">The model.</param>
    /// <param name="asked">The length that is asked for; null: none.</param>
    /// <exception cref="TokenizerException">The length leaves no room for the special tokens.</exception>
    public static TextLimit ForModel(ModelWithHead model, int? asked)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ForPositions(model.Tokenizer, model.Encoder.MaxTokens, asked ?? model.OwnMaxLength);
    }

    /// <summary>The limit of a tokenizer and a position table.</summary>
    /// <param name="tokenizer">Its special tokens must fit; a limit of its own that they exceed is none, as in the reference.</param>
    /// <param name="positions">Rows of the position table (<see cref="EncoderModel.MaxTokens"/>).</param>
    /// <param name="asked">The length that is asked for; null: the tokenizer's.</param>
    /// <exception cref="TokenizerException">The length leaves no room for the special tokens.</exception>
    public static TextLimit ForPositions(Tokenizer tokenizer, int positions, int? asked)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        int specials = tokenizer.SpecialTokensToAdd(isPair: false);
        RequireRoom(tokenizer, asked);
        if (positions < specials)
        {
            throw new TokenizerException(
                $"the position table (max_position_embeddings) has {positions} rows, "
                    + $"but the tokenizer puts {specials} special tokens around each "
                + $"text; expected more than {specials}. Take another model.");
        }

        int wanted = asked ?? (tokenizer.ModelMaxLength is { } own && own >= specials ? own : int.MaxValue);
        return new TextLimit(Math.Min(wanted, positions), wanted >= positions);
    }

    /// <summary>Checks that the special tokens of a text, or of a pair of texts, fit into a length.</summary>
    /// <exception cref="TokenizerException">They do not.</exception>
    public static void RequireRoom(Tokenizer tokenizer, int? maxLength, bool isPair = false)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        int specials = tokenizer.SpecialTokensToAdd(isPair);
        if (maxLength >= specials || maxLength is null) return;
        throw new TokenizerException(
            $"the maximum length (TextLimit.MaxLength) is {maxLength}, "
                + $"but the tokenizer puts {specials} special tokens around each {(isPair ? "pair" : "text")}; "
            + $"expected more than {specials}. Give a larger one.");
    }
}
