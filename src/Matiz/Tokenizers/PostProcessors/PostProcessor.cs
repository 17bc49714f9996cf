namespace Matiz.Tokenizers.PostProcessors;

/// <summary>
/// A part of a finished encoding: the tokens of a text (0 the first, 1 the second of a pair), or special tokens put beside them.
/// </summary>
internal sealed record TemplatePiece(int? Sequence, byte TypeId, int[] Ids, string[] Tokens)
{
    public static TemplatePiece Text(int sequence, byte typeId) => new(sequence, typeId, [], []);

    public static TemplatePiece Special(int id, string token, byte typeId) => new(null, typeId, [id], [token]);
}

/// <summary>What is done last: puts special tokens around the texts, says which segment each token is of, and may change spans.</summary>
internal abstract class PostProcessor
{
    private static readonly TemplatePiece[] PlainSingle = [TemplatePiece.Text(0, 0)];
    private static readonly TemplatePiece[] PlainPair = [TemplatePiece.Text(0, 0), TemplatePiece.Text(1, 1)];

    /// <summary>The order of a single text's tokens and its special ones.</summary>
    public virtual IReadOnlyList<TemplatePiece> Single => PlainSingle;

    /// <summary>The same for a pair.</summary>
    public virtual IReadOnlyList<TemplatePiece> Pair => PlainPair;

    /// <summary>Whether it decides the order of tokens, which only one post-processor of a tokenizer may do.</summary>
    public virtual bool PlacesTokens => true;

    /// <summary>The span that a token of a text is given in an encoding: for post-processors that take white space out of it.</summary>
    /// <param name="token">The token's text: the vocabulary's entry, or what an added token matched.</param>
    /// <param name="index">Which token of its text it is in this encoding, counted from 0.</param>
    /// <param name="span">Where it stands in the text.</param>
    /// <param name="text">The text.</param>
    public virtual (int Start, int End) SpanOf(string token, int index, (int Start, int End) span, ReadOnlySpan<char> text) => span;

    /// <summary>The number of special tokens added.</summary>
    public int SpecialTokens(bool isPair) => (isPair ? Pair : Single).Sum(piece => piece.Ids.Length);
}
