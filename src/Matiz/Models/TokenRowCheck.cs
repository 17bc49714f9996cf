using Matiz.Data;
using Matiz.Tokenizers;

namespace Matiz.Models;

/// <summary>Rows that encode to something that a model cannot read: each is a fault of that row, named by its place.</summary>
/// <param name="tokenizer">Names the tokens.</param>
/// <param name="limit">Where texts are cut.</param>
/// <param name="vocabularySize">Rows of the model's table of words.</param>
/// <param name="tokenTypes">Rows of its table of token types; null where it reads none.</param>
/// <param name="configPath">The file that says these numbers.</param>
internal sealed class TokenRowCheck(Tokenizer tokenizer, TextLimit limit, int vocabularySize, int? tokenTypes, string configPath)
{
    private readonly bool _mayExceed = tokenizer.VocabularySize > vocabularySize;

    /// <summary>The first row that the model cannot read, and what is wrong with it; null when it reads all.</summary>
    /// <param name="rows">The encoded rows.</param>
    /// <param name="inputs">What they were encoded from.</param>
    /// <param name="firstNumber">The number of the first row, from 1, for rows that know no place of their own.</param>
    public (int Row, Exception Fault)? FirstFault(TokenIds rows, IReadOnlyList<TextInput> inputs, int firstNumber)
    {
        byte highest = (byte)Math.Clamp((tokenTypes ?? byte.MaxValue + 1) - 1, 0, byte.MaxValue);
        for (int row = 0; row < rows.RowCount; row++)
        {
            if (TokenFault(rows.Row(row), inputs[row].TextPair is not null) is { } what)
                return (row, At(inputs[row], firstNumber + row, what));
            if (rows.TypeIds is not { } types || tokenTypes is null) continue;
            var ofRow = types.AsSpan(rows.Offsets[row], rows.LengthOf(row));
            int at = ofRow.IndexOfAnyExceptInRange((byte)0, highest);
            if (at < 0) continue;
            string place = inputs[row].Source is { File: not null } source ? source.ToString() : $"text {firstNumber + row}";
            return (row, TypeFault(ofRow[at], place));
        }

        return null;
    }

    private string? TokenFault(ReadOnlySpan<int> ids, bool isPair)
    {
        if (ids.IsEmpty)
        {
            return "the text has no token, since the tokenizer puts no special tokens around it. At least one token was expected. "
                + "Fill in the text, or remove the row.";
        }

        if (ids.Length > limit.MaxLength)
        {
            int specials = tokenizer.SpecialTokensToAdd(isPair);
            return $"{(isPair ? "a pair" : "a text")} has {specials} special tokens, "
                + $"which the maximum length {limit.MaxLength} leaves no room for. "
                + (limit.IsPositionTable ? "Take a model that reads more tokens." : "Give a larger TextLimit.MaxLength.");
        }

        foreach (int id in _mayExceed ? ids : [])
        {
            if (id < vocabularySize) continue;
            return $"the token '{tokenizer.IdToToken(id)}' has the id {id}, but the embedding ('vocab_size') has {vocabularySize} rows. "
                + "Was the tokenizer given tokens that the weights do not know? "
                + "Take the tokenizer of these weights, or the token out of the text.";
        }

        return null;
    }

    private ModelException TypeFault(byte type, string place) => new(
        configPath,
        $"'type_vocab_size' is {tokenTypes}, but {place} has the token type {type}, as the second text of a pair has. "
            + $"A model of at least {type + 1} token types was expected. "
        + "Leave the second texts out, or take a model that was made for pairs.");

    /// <summary>The error of a row, named by its place.</summary>
    /// <param name="input">The row.</param>
    /// <param name="number">Its number, from 1, if it knows no place of its own.</param>
    /// <param name="what">What was found, what was expected, what to do.</param>
    /// <param name="inner">What noticed it, or null.</param>
    public static DataException At(TextInput input, int number, string what, Exception? inner = null) =>
        input.Source is { File: not null } source
            ? new DataException(source.File.Length == 0 ? source.Split : DataSource.Display(source.File), source.Line, what, inner)
            : new DataException($"text {number}: {what}");
}
