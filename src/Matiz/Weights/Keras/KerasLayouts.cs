namespace Matiz.Weights.Keras;

/// <summary>How TensorFlow's class of an architecture is made up.</summary>
/// <param name="Encoder">The layer that is the encoder.</param>
/// <param name="EmbeddingsLast">Whether the encoder made its embeddings behind its layers.</param>
internal sealed record KerasLayout(string Encoder, bool EmbeddingsLast = false);

/// <summary>The architectures that the reference ever had in TensorFlow.</summary>
internal static class KerasLayouts
{
    private static readonly (string ModelType, KerasLayout Layout)[] All =
    [
        ("albert", new("albert")),
        ("bert", new("bert")),
        ("camembert", new("roberta", EmbeddingsLast: true)),
        ("deberta-v2", new("deberta")),
        ("distilbert", new("distilbert")),
        ("electra", new("electra")),
        ("mpnet", new("mpnet", EmbeddingsLast: true)),
        ("roberta", new("roberta", EmbeddingsLast: true)),
        ("xlm-roberta", new("roberta", EmbeddingsLast: true)),
    ];

    /// <summary>The values of <c>model_type</c>.</summary>
    public static IReadOnlyList<string> ModelTypes { get; } = [.. All.Select(entry => entry.ModelType)];

    /// <summary>The layout of a <c>model_type</c>; null where TensorFlow had none.</summary>
    public static KerasLayout? Find(string? modelType) =>
        Array.Find(All, entry => string.Equals(entry.ModelType, modelType, StringComparison.Ordinal)).Layout;

    /// <summary>Whether some class calls its encoder so.</summary>
    public static bool IsEncoder(string part) => All.Any(entry => string.Equals(entry.Layout.Encoder, part, StringComparison.Ordinal));
}
