using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Matiz.Tests.Models.Onnx;

/// <summary>Graphs of models with settings that the tiny checkpoints do not have, and random weights where those have none.</summary>
public sealed class OnnxVariantTests : IDisposable
{
    private const string Head = "sequence-classification";

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    [Theory]
    [InlineData("gelu_new")]
    [InlineData("silu")]
    [InlineData("quick_gelu")]
    [InlineData("mish")]
    [InlineData("relu6")]
    [InlineData("sigmoid")]
    [InlineData("gelu_10")]
    [InlineData("linear")]
    public void Write_EveryActivation_GivesOurNumbers(string activation) =>
        AssertEqual("bert", config => config["hidden_act"] = activation, []);

    [Fact]
    public void Write_DebertaWithConvolutionPositionsTypesAndProjections_GivesOurNumbers() => AssertEqual(
        "deberta-v2",
        config =>
        {
            config["conv_kernel_size"] = 3;
            config["conv_groups"] = 2;
            config["conv_act"] = "gelu";
            config["position_biased_input"] = true;
            config["type_vocab_size"] = 2;
            config["share_att_key"] = false;
            config["embedding_size"] = 16;
        },
        [
            ("deberta.embeddings.word_embeddings.weight", [601, 16]), ("deberta.embeddings.position_embeddings.weight", [66, 16]),
            ("deberta.embeddings.token_type_embeddings.weight", [2, 16]), ("deberta.embeddings.embed_proj.weight", [32, 16]),
            ("deberta.encoder.conv.conv.weight", [32, 16, 3]), ("deberta.encoder.conv.conv.bias", [32]),
            ("deberta.encoder.conv.LayerNorm.weight", [32]), ("deberta.encoder.conv.LayerNorm.bias", [32]),
            .. PositionProjections(0), .. PositionProjections(1),
        ]);

    [Theory]
    [InlineData("c2p")]
    [InlineData("p2c")]
    public void Write_DebertaWithEveryDistanceByItself_GivesOurNumbers(string type) => AssertEqual(
        "deberta-v2",
        config =>
        {
            config["pos_att_type"] = new JsonArray(type);
            config["position_buckets"] = -1;
            config["max_relative_positions"] = 20;
            config["norm_rel_ebd"] = "none";
        },
        [("deberta.encoder.rel_embeddings.weight", [40, 32])]);

    [Fact]
    public void Write_DebertaWithoutRelativePositions_GivesOurNumbers() =>
        AssertEqual("deberta-v2", config => config["relative_attention"] = false, []);

    [Fact]
    public void Write_ModernBertWithBiasesAndMeanPooling_GivesOurNumbers() => AssertEqual(
        "modernbert",
        config =>
        {
            config["classifier_pooling"] = "mean";
            foreach (string key in (string[])["norm_bias", "attention_bias", "mlp_bias", "classifier_bias"]) config[key] = true;
        },
        [
            ("model.embeddings.norm.bias", [32]), ("model.final_norm.bias", [32]), ("head.norm.bias", [32]), ("head.dense.bias", [32]),
            .. Enumerable.Range(0, 4).SelectMany(layer => (List<(string, long[])>)
            [
                ($"model.layers.{layer}.attn_norm.bias", [32]), ($"model.layers.{layer}.mlp_norm.bias", [32]),
                ($"model.layers.{layer}.attn.Wqkv.bias", [96]), ($"model.layers.{layer}.attn.Wo.bias", [32]),
                ($"model.layers.{layer}.mlp.Wi.bias", [96]), ($"model.layers.{layer}.mlp.Wo.bias", [32]),
            ]).Where(tensor => tensor.Item1 != "model.layers.0.attn_norm.bias"),
        ]);

    [Fact]
    public void Write_AlbertWithGroupsAndInnerLayers_GivesOurNumbers() => AssertEqual(
        "albert",
        config =>
        {
            config["num_hidden_layers"] = 4;
            config["num_hidden_groups"] = 2;
            config["inner_group_num"] = 2;
        },
        [.. AlbertLayer(0, 1), .. AlbertLayer(1, 0), .. AlbertLayer(1, 1)]);

    [Fact]
    public void Write_ElectraWithoutAProjection_GivesOurNumbers() => AssertEqual(
        "electra",
        config => config["embedding_size"] = 32,
        [
            ("electra.embeddings.word_embeddings.weight", [600, 32]), ("electra.embeddings.position_embeddings.weight", [66, 32]),
            ("electra.embeddings.token_type_embeddings.weight", [2, 32]), ("electra.embeddings.LayerNorm.weight", [32]),
            ("electra.embeddings.LayerNorm.bias", [32]),
        ]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<(string, long[])> PositionProjections(int layer)
    {
        string prefix = $"deberta.encoder.layer.{layer}.attention.self.";
        return
        [
            (prefix + "pos_key_proj.weight", [32, 32]), (prefix + "pos_key_proj.bias", [32]),
            (prefix + "pos_query_proj.weight", [32, 32]), (prefix + "pos_query_proj.bias", [32]),
        ];
    }

    private static List<(string, long[])> AlbertLayer(int group, int inner)
    {
        string prefix = $"albert.encoder.albert_layer_groups.{group}.albert_layers.{inner}.";
        var tensors = new List<(string, long[])>();
        foreach (string name in (string[])["query", "key", "value", "dense"])
            tensors.AddRange([(prefix + $"attention.{name}.weight", [32, 32]), (prefix + $"attention.{name}.bias", [32])]);
        foreach (string name in (string[])["attention.LayerNorm", "full_layer_layer_norm"])
            tensors.AddRange([(prefix + name + ".weight", [32]), (prefix + name + ".bias", [32])]);
        tensors.AddRange([(prefix + "ffn.weight", [64, 32]), (prefix + "ffn.bias", [64])]);
        tensors.AddRange([(prefix + "ffn_output.weight", [32, 64]), (prefix + "ffn_output.bias", [32])]);
        return tensors;
    }

    // The tiny checkpoint under other settings, with some tensors made anew.
    private void AssertEqual(string architecture, Action<JsonObject> change, List<(string Name, long[] Shape)> tensors)
    {
        using var expected = new ExpectedModel(architecture, Head);
        foreach (string file in Directory.EnumerateFiles(expected.Folder))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)), overwrite: true);
        string configPath = Path.Combine(_folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(configPath))!.AsObject();
        change(config);
        File.WriteAllText(configPath, config.ToJsonString());
        using (var source = SafetensorsFile.Open(Path.Combine(expected.Folder, "model.safetensors")))
        {
            var random = new Random(3);
            var kept = source.Tensors.Where(tensor => !tensors.Exists(made => made.Name == tensor.Name));
            SafetensorsWriter.Write(
                Path.Combine(_folder, "model.safetensors"),
                kept.Select(tensor => TensorToWrite.From(tensor, tensor.Name)).Concat(tensors.Select(made => Random(made, random))),
                SafetensorsWriter.PyTorchFormat);
        }

        string path = Path.Combine(_folder, "model.onnx");
        var files = ModelFiles.InFolder(_folder);
        OnnxExport.Write(path, files);
        using var session = new InferenceSession(path);
        bool hasTypes = session.InputNames.Contains("token_type_ids");
        foreach (int[] rows in OnnxRun.Shapes) OnnxRun.AssertEqual(files, session, OnnxRun.Rows(expected.Batch, rows, hasTypes));
    }

    private static TensorToWrite Random((string Name, long[] Shape) made, Random random)
    {
        float[] values = new float[made.Shape.Aggregate(1L, (product, length) => product * length)];
        for (int i = 0; i < values.Length; i++) values[i] = (random.NextSingle() - 0.5f) * 0.4f;
        return TensorToWrite.From<float>(made.Name, made.Shape, values);
    }
}
