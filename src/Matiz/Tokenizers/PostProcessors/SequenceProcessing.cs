using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.PostProcessors;

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
