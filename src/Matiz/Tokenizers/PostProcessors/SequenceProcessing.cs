using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.PostProcessors;

/// <summary>Several post-processors, of which only one may place tokens; each may change spans, in turn.</summary>
internal sealed class SequenceProcessing(IReadOnlyList<PostProcessor> steps) : PostProcessor
{
    private readonly PostProcessor _placing = steps.FirstOrDefault(step => step.PlacesTokens) ?? new PlainProcessing();

    public override bool PlacesTokens => _placing.PlacesTokens;

    public override IReadOnlyList<TemplatePiece> Single => _placing.Single;

    public override IReadOnlyList<TemplatePiece> Pair => _placing.Pair;

    public static SequenceProcessing Read(IReadOnlyList<PostProcessor> steps, JsonCursor json)
    {
        int placing = steps.Count(step => step.PlacesTokens);
        return placing < 2
            ? new SequenceProcessing(steps)
            : throw json.Error($"holds {placing} post-processors that add special tokens", "one of them");
    }

    public override (int Start, int End) SpanOf(string token, int index, (int Start, int End) span, ReadOnlySpan<char> text)
    {
        foreach (var step in steps) span = step.SpanOf(token, index, span, text);
        return span;
    }
}
