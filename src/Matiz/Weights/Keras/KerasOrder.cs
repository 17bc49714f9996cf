using System.Globalization;

namespace Matiz.Weights.Keras;

/// <summary>
/// The order in which TensorFlow's classes made their weights: Keras itself loads a layer's weights in that order, whatever their names.
/// </summary>
internal sealed class KerasOrder(bool embeddingsLast) : IComparer<string>
{
    // Siblings of one path, first to last; names of several architectures that never meet stand beside each other.
    private static readonly string[] Parts =
    [
        "pre_classifier", "vocab_transform", "vocab_layer_norm", "vocab_projector", "generator_predictions", "generator_lm_head",
        "word_embeddings", "token_type_embeddings", "position_embeddings", "embed_proj",
        "relative_attention_bias", "rel_embeddings.weight:0", "embedding_hidden_mapping_in", "layer", "albert_layer_groups",
        "albert_layers", "transform", "attention", "self", "attn", "query", "key", "value", "query_proj", "key_proj", "value_proj",
        "pos_key_proj",
        "pos_query_proj", "q_lin", "k_lin", "v_lin", "out_lin", "q", "k", "v", "o", "sa_layer_norm", "intermediate", "ffn", "lin1", "lin2",
        "ffn_output", "output", "output_layer_norm", "dense", "out_proj", "conv", "layer_norm", "LayerNorm", "full_layer_layer_norm",
        "decoder", "kernel:0", "gamma:0", "weight:0", "embeddings:0", "beta:0", "bias:0",
    ];

    private static readonly Dictionary<string, int> Ranks =
        Parts.Index().ToDictionary(part => part.Item, part => part.Index, StringComparer.Ordinal);

    // Below the encoder.
    private readonly string[] _sections = embeddingsLast
        ? ["encoder", "pooler", "embeddings"]
        : ["embeddings", "embeddings_project", "encoder", "transformer", "pooler"];

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        string[] a = x!.Split('/'), b = y!.Split('/');
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (string.Equals(a[i], b[i], StringComparison.Ordinal)) continue;
            var (first, second) = (Rank(a[i]), Rank(b[i]));
            return first != second ? first.CompareTo(second) : string.CompareOrdinal(a[i], b[i]);
        }

        return a.Length.CompareTo(b.Length);
    }

    // Its place among the siblings, then its number; what is not known stands last.
    private (int Place, int Number) Rank(string part)
    {
        int section = Array.IndexOf(_sections, part);
        if (section >= 0) return (section - _sections.Length, 0);
        int mark = part.IndexOf(KerasNames.NumberMark, StringComparison.Ordinal);
        string list = mark < 0 ? part : part[..mark];
        int number = mark < 0 ? 0 : int.Parse(part.AsSpan(mark + KerasNames.NumberMark.Length), CultureInfo.InvariantCulture);
        return (Ranks.TryGetValue(list, out int rank) ? rank : Parts.Length, number);
    }
}
