using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.PostProcessors;

/// <summary>
/// A part of a finished encoding: the tokens of a text (0 the first, 1 the second of a pair), or special tokens put beside them.
/// </summary>
internal sealed record TemplatePiece(int? Sequence, byte TypeId, int[] Ids, string[] Tokens)
{
    public static TemplatePiece Text(int sequence, byte typeId) => new(sequence, typeId, [], []);

    public static TemplatePiece Special(int id, string token, byte typeId) => new(null, typeId, [id], [token]);
}

/// <summary>Puts special tokens around the texts and says which segment each token is of.</summary>
internal abstract class PostProcessor
{
    private static readonly TemplatePiece[] PlainSingle = [TemplatePiece.Text(0, 0)];
    private static readonly TemplatePiece[] PlainPair = [TemplatePiece.Text(0, 0), TemplatePiece.Text(1, 1)];

    /// <summary>The order of a single text's tokens and its special ones.</summary>
    public virtual IReadOnlyList<TemplatePiece> Single => PlainSingle;

    /// <summary>The same for a pair.</summary>
    public virtual IReadOnlyList<TemplatePiece> Pair => PlainPair;

    /// <summary>The number of special tokens added.</summary>
    public int SpecialTokens(bool isPair) => (isPair ? Pair : Single).Sum(piece => piece.Ids.Length);
}
