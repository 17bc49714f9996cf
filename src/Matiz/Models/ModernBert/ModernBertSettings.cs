using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.ModernBert;

/// <summary>
/// The keys of <c>config.json</c> that ModernBERT reads; defaults are those of the reference's ModernBertConfig. Newer files say by
/// <c>layer_types</c> and <c>rope_parameters</c> what older ones say by <c>global_attn_every_n_layers</c>, <c>global_rope_theta</c> and
/// <c>local_rope_theta</c>; the newer keys go before.
/// </summary>
internal sealed record ModernBertSettings
{
    private const int DefaultVocabularySize = 50368, DefaultPaddingId = 50283;
    private const string WholeRow = "full_attention", NearBy = "sliding_attention", RopeParameters = "rope_parameters";

    /// <summary>Rows of the table of words.</summary>
    public required ConfigSize VocabularySize { get; init; }

    /// <summary>Columns of a hidden state.</summary>
    public required ConfigSize Hidden { get; init; }

    /// <summary>Columns of each half inside the feed-forward part.</summary>
    public required ConfigSize Intermediate { get; init; }

    /// <summary>For each layer whether its tokens see the whole row, or those near them.</summary>
    public required IReadOnlyList<bool> LayerSeesWholeRow { get; init; }

    /// <summary>Attention heads of a layer.</summary>
    public required int Heads { get; init; }

    /// <summary>Columns of a head.</summary>
    public int HeadSize => Hidden.Value / Heads;

    /// <summary>Of the gated half of the feed-forward part.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Of every normalization.</summary>
    public required float Epsilon { get; init; }

    /// <summary>Whether normalizations have a shift.</summary>
    public required bool HasNormBias { get; init; }

    /// <summary>Whether the products of the attention have biases.</summary>
    public required bool HasAttentionBias { get; init; }

    /// <summary>Whether those of the feed-forward part have.</summary>
    public required bool HasMlpBias { get; init; }

    /// <summary>The rate at which embeddings are dropped in training.</summary>
    public required float EmbeddingDropout { get; init; }

    /// <summary>The rate at which attention probabilities, and the output of the attention, are dropped in training.</summary>
    public required float AttentionDropout { get; init; }

    /// <summary>The rate at which the gated half is dropped in training.</summary>
    public required float MlpDropout { get; init; }

    /// <summary>The greatest distance that tokens see in layers that see those near by.</summary>
    public required int Window { get; init; }

    /// <summary>The base of the rotary frequencies in layers that see the whole row.</summary>
    public required float WholeRowTheta { get; init; }

    /// <summary>That of the others.</summary>
    public required float WindowTheta { get; init; }

    /// <summary>The word whose embedding gets no gradient; null: none.</summary>
    public required int? PaddingId { get; init; }

    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public static ModernBertSettings Read(ModelConfig config)
    {
        var vocabulary = ConfigSize.ReadOrDefault(config, "vocab_size", DefaultVocabularySize);
        var hidden = ConfigSize.ReadOrDefault(config, "hidden_size", 768);
        int heads = EncoderSettings.Heads(config, "num_attention_heads", hidden, 12);
        if (hidden.Value / heads % 2 != 0)
        {
            throw new ModelException(
                config.Path,
                $"'num_attention_heads' is {heads}, which makes heads of {hidden.Value / heads} columns ('{hidden.Key}' {hidden.Value}); "
                + "an even number was expected, since rotary positions turn pairs. Correct the file, or fetch it again.");
        }

        EncoderSettings.RequireWholeHeads(config);
        EncoderSettings.RequireEncoder(config);
        RequireNoScaling(config);
        float wholeRowTheta = Theta(config, WholeRow, "global_rope_theta", 160_000);
        return new ModernBertSettings
        {
            VocabularySize = vocabulary,
            Hidden = hidden,
            Intermediate = ConfigSize.ReadOrDefault(config, "intermediate_size", 1152),
            LayerSeesWholeRow = LayerTypes(config),
            Heads = heads,
            Activation = ActivationNames.Read(config, "hidden_activation", "gelu"),
            Epsilon = config.GetNonNegative("norm_eps", 1e-5f),
            HasNormBias = config.GetBoolean("norm_bias", defaultValue: false),
            HasAttentionBias = config.GetBoolean("attention_bias", defaultValue: false),
            HasMlpBias = config.GetBoolean("mlp_bias", defaultValue: false),
            EmbeddingDropout = config.GetRate("embedding_dropout", 0),
            AttentionDropout = config.GetRate("attention_dropout", 0),
            MlpDropout = config.GetRate("mlp_dropout", 0),
            Window = config.GetInt32("local_attention", 128) / 2,
            WholeRowTheta = wholeRowTheta,
            WindowTheta = Theta(config, NearBy, "local_rope_theta", config.IsNull("local_rope_theta") ? wholeRowTheta : 10_000),
            PaddingId = EncoderSettings.PaddingId(config, vocabulary, DefaultPaddingId),
        };
    }

    /// <summary>
    /// Which rows the encoder reads. Positions have no table, so that <c>max_position_embeddings</c> bounds nothing, as in the reference:
    /// the tokenizer says where texts are cut.
    /// </summary>
    /// <exception cref="ModelException">A key holds something that is no size.</exception>
    public static EncoderLimits Limits(ModelConfig config) => new(
        ConfigSize.Read(config, "vocab_size", DefaultVocabularySize).Value, AttentionOperation.MaxRowTokens, TokenTypes: null);

    private static bool[] LayerTypes(ModelConfig config)
    {
        const string Types = "layer_types", Every = "global_attn_every_n_layers";
        int layers = ConfigSize.ReadOrDefault(config, "num_hidden_layers", 22).Value;
        if (!config.Contains(Types))
        {
            int every = config.GetInt32(Every, 3, min: 1);
            return [.. Enumerable.Range(0, layers).Select(layer => layer % every == 0)];
        }

        string[] types = config.GetArray(Types) is { } list ? [.. list.Select(Word)] : [];
        if (types.Length == layers && types.All(type => type is WholeRow or NearBy)) return [.. types.Select(type => type is WholeRow)];
        string odd = types.FirstOrDefault(type => type is not (WholeRow or NearBy)) is { } other
            ? $"has '{other}'"
            : $"has {types.Length} entries";
        throw new ModelException(
            config.Path,
            $"'{Types}' {odd}, expected '{WholeRow}' or '{NearBy}' for each of the {layers} layers ('num_hidden_layers'). "
            + "Correct the file, or fetch it again.");
    }

    private static float Theta(ModelConfig config, string layers, string olderKey, float defaultValue)
    {
        string key = $"{RopeParameters}.{layers}.rope_theta";
        JsonNode? node = null;
        if (config.Contains(RopeParameters) && config.GetObject(RopeParameters)?[layers] is { } found)
            node = found is JsonObject rope ? rope["rope_theta"] : throw Wrong(config, $"{RopeParameters}.{layers}", found, "an object");
        float theta = node is null ? config.GetSingle(olderKey, defaultValue)
            : node is JsonValue value && value.TryGetValue(out float number) ? number
            : throw Wrong(config, key, node, "a number above 0");
        return theta > 0 && float.IsFinite(theta)
            ? theta
            : throw new ModelException(
                config.Path,
                $"'{(node is null ? olderKey : key)}' is not above 0, expected the base of the rotary frequencies. "
                + "Correct the file, or fetch it again.");
    }

    // Scaled positions give other numbers without a word.
    private static void RequireNoScaling(ModelConfig config)
    {
        if (config.Contains("rope_scaling")) RequireNoScaling(config, "rope_scaling", config.GetObject("rope_scaling"));
        if (!config.Contains(RopeParameters)) return;
        var parameters = config.GetObject(RopeParameters);
        if (parameters?.FirstOrDefault(pair => pair.Key is not (WholeRow or NearBy)).Key is { } unknown)
        {
            throw new ModelException(
                config.Path,
                $"'{RopeParameters}' has '{unknown}', expected '{WholeRow}' and '{NearBy}'. Correct the file, or fetch it again.");
        }

        foreach (string layers in (string[])[WholeRow, NearBy])
        {
            if (parameters is null || parameters[layers] is not null)
                RequireNoScaling(config, $"{RopeParameters}.{layers}", parameters?[layers] as JsonObject);
        }
    }

    private static void RequireNoScaling(ModelConfig config, string key, JsonObject? rope)
    {
        string type = rope is null ? "no object" : Word(rope["rope_type"] ?? rope["type"] ?? "default");
        bool isPartial = rope?["partial_rotary_factor"] is JsonValue part && !(part.TryGetValue(out double share) && share == 1);
        if (type == "default" && !isPartial) return;
        throw new ModelException(
            config.Path,
            isPartial
                ? $"'{key}.partial_rotary_factor' is {rope!["partial_rotary_factor"]!.ToJsonString()}, expected 1. "
                    + "This version turns whole heads; take another model."
                : $"'{key}' has the type '{type}', expected 'default'. This version has no scaled rotary positions; take another model.");
    }

    private static string Word(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node?.ToJsonString() ?? "null";

    private static ModelException Wrong(ModelConfig config, string key, JsonNode found, string expected) =>
        new(config.Path, $"'{key}' is {found.ToJsonString()}, expected {expected}. Correct the file, or fetch it again.");
}
