namespace Matiz.Tokenizers;

/// <summary>
/// What a tokenizer makes of one row. All arrays have one element a token; they are the encoding's own and shared with the caller.
/// </summary>
public sealed class Encoding
{
    /// <summary>The number of each token in the vocabulary.</summary>
    public required int[] Ids { get; init; }

    /// <summary>Each token's text: the vocabulary's entry, or what an added token matched.</summary>
    public required string[] Tokens { get; init; }

    /// <summary>
    /// Where each token stands in its own text, in UTF-16 units, so that <c>text[Start..End]</c> is what the token came from; (0, 0)
    /// for special tokens. In a pair each offset counts from the beginning of the text that <see cref="SequenceIds"/> names.
    /// </summary>
    public required (int Start, int End)[] Offsets { get; init; }

    /// <summary>The model's segment input (reference: token_type_ids): for BERT 0 in the first text, 1 in the second.</summary>
    public required int[] TypeIds { get; init; }

    /// <summary>0 or 1: the text of the pair that a token is of; null for special tokens.</summary>
    public required int?[] SequenceIds { get; init; }

    /// <summary>The word of its text that a token is of, counted from 0; null for special tokens.</summary>
    public required int?[] WordIds { get; init; }

    /// <summary>1 for tokens that post-processing put in, 0 for tokens of a text.</summary>
    public required int[] SpecialTokensMask { get; init; }

    /// <summary>1 for what a model attends to, 0 for padding (<see cref="Tokenizer.Pad"/>); all 1 unless it was padded.</summary>
    public int[] AttentionMask { get => field ??= Ones(Ids.Length); init; }

    /// <summary>Further windows over what was cut off, if they were asked for; else empty.</summary>
    public IReadOnlyList<Encoding> Overflowing { get; init; } = [];

    /// <summary>How many tokens of the texts truncation dropped; 0 for overflow windows themselves.</summary>
    public int DroppedTokens { get; init; }

    /// <summary>The number of tokens.</summary>
    public int Length => Ids.Length;

    private static int[] Ones(int length)
    {
        int[] ones = new int[length];
        Array.Fill(ones, 1);
        return ones;
    }

    /// <summary>The first tokens, for debuggers.</summary>
    public override string ToString() =>
        $"{Length} tokens: {string.Join(' ', Tokens.Take(12))}{(Length > 12 ? " ..." : "")}";
}
