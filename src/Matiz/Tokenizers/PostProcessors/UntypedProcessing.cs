namespace Matiz.Tokenizers.PostProcessors;

/// <summary>Another one's order with all tokens in segment 0: for models that are given no segments.</summary>
internal sealed class UntypedProcessing(PostProcessor inner) : PostProcessor
{
    public override IReadOnlyList<TemplatePiece> Single { get; } = [.. inner.Single.Select(piece => piece with { TypeId = 0 })];

    public override IReadOnlyList<TemplatePiece> Pair { get; } = [.. inner.Pair.Select(piece => piece with { TypeId = 0 })];

    public override (int Start, int End) SpanOf(string token, int index, (int Start, int End) span, ReadOnlySpan<char> text) =>
        inner.SpanOf(token, index, span, text);
}
