using System.Text.Json.Nodes;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Testing;

namespace Matiz.Tests.Models.DebertaV2;

/// <summary>A DeBERTa-v2 of a few columns with random weights, by the keys of its config: a folder, and the weights in double.</summary>
internal sealed class DebertaV2Folder : IDisposable
{
    private const int Hidden = 8, Intermediate = 12, Words = 601, MaxPositions = 12, Labels = 3;

    private readonly ModelFolderCopy _folder;
    private readonly System.Random _random = new(3);
    private readonly List<(string Name, int[] Shape)> _shapes = [];

    /// <summary>Makes it.</summary>
    /// <param name="keys">Keys besides the sizes; one of null removes a size.</param>
    public DebertaV2Folder(string keys)
    {
        _folder = new ModelFolderCopy(SharedFiles.Golden("tiny/deberta-v2/sequence-classification"));
        Config = new JsonObject
        {
            ["model_type"] = "deberta-v2",
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = 2,
            ["num_attention_heads"] = 2,
            ["intermediate_size"] = Intermediate,
            ["vocab_size"] = Words,
            ["max_position_embeddings"] = MaxPositions,
            ["hidden_dropout_prob"] = 0,
            ["attention_probs_dropout_prob"] = 0,
            ["id2label"] = new JsonObject { ["0"] = "a", ["1"] = "b", ["2"] = "c" },
        };
        foreach (var (key, value) in JsonNode.Parse(keys)!.AsObject()) Config[key] = value?.DeepClone();
        File.WriteAllText(_folder.ConfigPath, Config.ToJsonString());
        ListWeights();
        Weights = _shapes.ToDictionary(item => item.Name, item => Draw(item.Name, item.Shape));
        SafetensorsWriter.Write(
            _folder.File("model.safetensors"),
            [.. _shapes.Select(item => TensorToWrite.From<float>(
                item.Name, [.. item.Shape.Select(size => (long)size)], values => Copy(Weights[item.Name], values)))],
            SafetensorsWriter.PyTorchFormat);
    }

    public string Path => _folder.Path;

    public string ConfigPath => _folder.ConfigPath;

    public JsonObject Config { get; }

    /// <summary>Every weight by its name.</summary>
    public Dictionary<string, double[]> Weights { get; }

    public void Dispose() => _folder.Dispose();

    private static void Copy(double[] from, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++) to[i] = (float)from[i];
    }

    // Far from what training makes, so that every part shows in the outputs; exact in single precision.
    private double[] Draw(string name, int[] shape)
    {
        bool isScale = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal);
        int count = shape.Aggregate(1, (product, size) => product * size);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)((isScale ? 1 : 0) + ((_random.NextDouble() - 0.5) * 1.2)))];
    }

    private void ListWeights()
    {
        int width = Number("embedding_size", Hidden);
        bool isRelative = Flag("relative_attention", otherwise: false), isShared = Flag("share_att_key", otherwise: false);
        string types = Config["pos_att_type"]?.ToJsonString() ?? "";
        Add("deberta.embeddings.word_embeddings.weight", Words, width);
        if (Flag("position_biased_input", otherwise: true)) Add("deberta.embeddings.position_embeddings.weight", MaxPositions, width);
        if (Number("type_vocab_size", 0) is > 0 and var typeCount) Add("deberta.embeddings.token_type_embeddings.weight", typeCount, width);
        if (width != Hidden) Add("deberta.embeddings.embed_proj.weight", Hidden, width);
        Norm("deberta.embeddings.LayerNorm", Hidden);
        for (int layer = 0; layer < Number("num_hidden_layers", 2); layer++)
        {
            string prefix = $"deberta.encoder.layer.{layer}.";
            foreach (string name in (string[])["query_proj", "key_proj", "value_proj"])
                Linear($"{prefix}attention.self.{name}", Hidden, Hidden);
            if (isRelative && !isShared && types.Contains("c2p", StringComparison.Ordinal))
                Linear($"{prefix}attention.self.pos_key_proj", Hidden, Hidden);
            if (isRelative && !isShared && types.Contains("p2c", StringComparison.Ordinal))
                Linear($"{prefix}attention.self.pos_query_proj", Hidden, Hidden);
            Linear(prefix + "attention.output.dense", Hidden, Hidden);
            Norm(prefix + "attention.output.LayerNorm", Hidden);
            Linear(prefix + "intermediate.dense", Intermediate, Hidden);
            Linear(prefix + "output.dense", Hidden, Intermediate);
            Norm(prefix + "output.LayerNorm", Hidden);
        }

        int distance = Number("max_relative_positions", -1) is >= 1 and var given ? given : MaxPositions;
        int span = Number("position_buckets", -1) is > 0 and var buckets ? buckets : distance;
        if (isRelative) Add("deberta.encoder.rel_embeddings.weight", 2 * span, Hidden);
        if (isRelative && (string?)Config["norm_rel_ebd"] == "layer_norm") Norm("deberta.encoder.LayerNorm", Hidden);
        if (Number("conv_kernel_size", 0) is > 0 and var size)
        {
            Add("deberta.encoder.conv.conv.weight", Hidden, Hidden / Number("conv_groups", 1), size);
            Add("deberta.encoder.conv.conv.bias", Hidden);
            Norm("deberta.encoder.conv.LayerNorm", Hidden);
        }

        Linear("pooler.dense", Hidden, Hidden);
        Linear("classifier", Labels, Hidden);
        bool isLegacy = Flag("legacy", otherwise: true);
        string head = isLegacy ? "cls.predictions.transform." : "lm_predictions.lm_head.";
        Linear(head + "dense", width, Hidden);
        Norm(head + "LayerNorm", width);
        Add(isLegacy ? "cls.predictions.bias" : "lm_predictions.lm_head.bias", Words);
    }

    private void Add(string name, params int[] shape) => _shapes.Add((name, shape));

    private void Linear(string name, int outputs, int inputs)
    {
        Add(name + ".weight", outputs, inputs);
        Add(name + ".bias", outputs);
    }

    private void Norm(string name, int columns)
    {
        Add(name + ".weight", columns);
        Add(name + ".bias", columns);
    }

    private int Number(string key, int otherwise) => (int?)Config[key] ?? otherwise;

    private bool Flag(string key, bool otherwise) => (bool?)Config[key] ?? otherwise;
}
