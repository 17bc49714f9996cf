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

/// <summary>Adds nothing; a pair is laid end to end.</summary>
internal sealed class PlainProcessing : PostProcessor;

/// <summary>Another one's order with all tokens in segment 0: for models that are given no segments.</summary>
internal sealed class UntypedProcessing(PostProcessor inner) : PostProcessor
{
    public override IReadOnlyList<TemplatePiece> Single { get; } = [.. inner.Single.Select(piece => piece with { TypeId = 0 })];

    public override IReadOnlyList<TemplatePiece> Pair { get; } = [.. inner.Pair.Select(piece => piece with { TypeId = 0 })];
}

/// <summary>Several post-processors, of which only one may place tokens.</summary>
internal static class SequenceProcessing
{
    public static PostProcessor Read(List<PostProcessor> steps, JsonCursor json) => steps.Count switch
    {
        0 => new PlainProcessing(),
        1 => steps[0],
        _ => throw json.Error($"holds {steps.Count} post-processors that add special tokens", "one of them"),
    };
}
