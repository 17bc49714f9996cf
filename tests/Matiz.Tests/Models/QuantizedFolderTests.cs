using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Weights;
using Matiz.Workflows.Quantization;

namespace Matiz.Tests.Models;

public sealed class QuantizedFolderTests : IDisposable
{
    private const string Dense = "bert.encoder.layer.0.output.dense", Kept = "classifier";

    private readonly ModelFolderCopy _folder = new(Source);

    public QuantizedFolderTests() => Write(_folder.Path, withTable: true);

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "quantization_status", "\"frozen\"", "'quantization_config.quantization_status' is \"frozen\", expected \"compressed\"." },
        { "format", "\"pack-quantized\"", "'quantization_config.format' is \"pack-quantized\", expected" },
        { "config_groups.group_0.weights.num_bits", "4", "group_0.weights.num_bits' is 4, expected 8." },
        { "config_groups.group_0.weights.symmetric", "false", "group_0.weights.symmetric' is false, expected true." },
        { "config_groups.group_0.weights.strategy", "\"group\"", "group_0.weights.strategy' is \"group\", expected \"channel\"." },
        { "config_groups.group_0.weights.actorder", "\"static\"", "group_0.weights.actorder' is \"static\", expected nothing" },
        { "config_groups.group_0.weights.type", "\"float\"", "group_0.weights.type' is \"float\", expected \"int\"." },
        { "config_groups.group_0.input_activations", "null", "group_0.input_activations' is absent, expected {" },
        { "config_groups.group_0.input_activations.dynamic", "false", "input_activations.dynamic' is false, expected true." },
        { "config_groups.group_0.input_activations.strategy", "\"tensor\"", "strategy' is \"tensor\", expected \"token\"." },
        { "config_groups.group_0.output_activations", "{\"num_bits\":8}", "output_activations' is {\"num_bits\":8}, expected null." },
        { "config_groups.group_0.targets", "[\"Conv1d\"]", "group_0.targets' is [\"Conv1d\"], expected [\"Linear\"] or" },
        { "config_groups.group_1.format", "\"int-quantized\"", "group_1.format' is \"int-quantized\", expected \"naive-quantized\"." },
        { "ignore", "[\"re:.*dense\"]", "'quantization_config.ignore' is [\"re:.*dense\"], expected names of layers, each whole." },
        { "kv_cache_scheme", "{\"num_bits\":8}", "kv_cache_scheme' is {\"num_bits\":8}, expected nothing, as this key is not known here." },
        { "config_groups", "{}", "'quantization_config.config_groups' is {}, expected a group whose 'targets' are [\"Linear\"]." },
    };

    private static string Source => SharedFiles.Golden("tiny/bert/sequence-classification");

    [Fact]
    public void FromPretrained_WithoutADevice_ComputesInInt8_AndInFp32WhereAsked()
    {
        Assert.Equal(Precision.Int8, AutoModel.FromPretrained(_folder.Path).Device.Precision);
        var single = AutoModel.FromPretrained(_folder.Path, Device.Default.WithPrecision(Precision.Float32));
        Assert.Equal(Precision.Float32, single.Device.Precision);
        Assert.Equal(Precision.Float32, AutoModel.FromPretrained(Source).Device.Precision);
        Assert.Equal(Precision.Int8, AutoModel.FromPretrained(Source, Device.Default.WithPrecision(Precision.Int8)).Device.Precision);
    }

    [Fact]
    public void Save_OfWhatWasRead_GivesTheSameBytes()
    {
        using var again = new ModelFolderCopy(_folder.Path);
        AutoModelForSequenceClassification.FromPretrained(_folder.Path).Save(again.Path);
        foreach (string name in (string[])["config.json", "model.safetensors"])
            Assert.Equal(File.ReadAllBytes(_folder.File(name)), File.ReadAllBytes(again.File(name)));
    }

    [Fact]
    public void Forward_OfTheReadFolder_GivesTheBitsOfTheModelThatWasWritten()
    {
        using var other = new ModelFolderCopy(Source);
        var written = Write(other.Path, withTable: true);
        Assert.Equal(Logits(written), Logits(AutoModelForSequenceClassification.FromPretrained(_folder.Path)));
    }

    [Fact]
    public void Folder_HoldsIntegersAndScales_AndKeepsWhatIsIgnored()
    {
        using var weights = WeightFiles.Open(_folder.Path);
        Assert.True(weights.TryGet(Dense + ".weight", out var entry) && entry.DType == ArrayDType.Int8);
        Assert.True(weights.TryGet(Dense + ".weight_scale", out var scale) && scale.ShapeText == "[32, 1]");
        Assert.True(weights.TryGet("bert.embeddings.word_embeddings.weight", out var table) && table.DType == ArrayDType.Int8);
        Assert.True(weights.TryGet(Kept + ".weight", out var kept) && kept.DType == ArrayDType.Float32);
        var config = JsonNode.Parse(File.ReadAllText(_folder.ConfigPath))!["quantization_config"]!;
        Assert.Equal("[\"classifier\"]", config["ignore"]!.ToJsonString());
        Assert.Equal("mixed-precision", config["format"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void FromPretrained_AnotherScheme_IsRefusedByKey(string key, string json, string expected)
    {
        var config = JsonNode.Parse(File.ReadAllText(_folder.ConfigPath))!["quantization_config"]!.DeepClone();
        string[] path = key.Split('.');
        var place = path[..^1].Aggregate(config, (node, name) => node[name]!);
        place[path[^1]] = JsonNode.Parse(json);
        _folder.SetConfig("quantization_config", config);

        var exception = Assert.Throws<ModelException>(() => AutoModel.FromPretrained(_folder.Path));
        Assert.StartsWith($"{_folder.ConfigPath}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_TensorsThatAreNotAsTheConfigSays_AreRefusedByName()
    {
        void Refused(string expected, string? without, params TensorToWrite[] added)
        {
            using var folder = new ModelFolderCopy(_folder.Path);
            folder.RewriteWeights(name => name == without ? null : name, added);
            var exception = Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path));
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        }

        const string Weight = Dense + ".weight", Scale = Dense + ".weight_scale";
        float[] scales = [.. Enumerable.Repeat(1f, 32)];
        TensorToWrite Scales(float first, long[]? shape = null) =>
            TensorToWrite.From<float>(Scale, shape ?? [32, 1], new ReadOnlyMemory<float>([first, .. scales[1..]]));
        Refused($"there is no tensor '{Scale}', but '{Weight}' is I8", Scale);
        Refused($"tensor '{Scale}' holds NaN at [0, 0]", Scale, Scales(float.NaN));
        Refused($"tensor '{Scale}' holds -1 at [0, 0], expected finite numbers", Scale, Scales(-1));
        Refused($"tensor '{Scale}' is [1, 32], but '{Weight}' is [32, 64]. One scale a row was expected", Scale, Scales(1, [1, 32]));
        Refused($"tensor '{Weight}' is F32, but config.json", Weight, TensorToWrite.From<float>(Weight, [32, 64], new float[32 * 64]));
        Refused("holds -128 (value 0)", Weight, TensorToWrite.FromBytes(Weight, ArrayDType.Int8, [32, 64], new byte[] { 128 }
            .Concat(new byte[(32 * 64) - 1]).ToArray()));
        Refused(
            $"there is a tensor '{Dense}.weight_zero_point'", without: null,
            TensorToWrite.From<float>(Dense + ".weight_zero_point", [32, 1], scales));
        Refused(
            "tensor 'classifier.weight' is I8, but config.json", "classifier.weight",
            TensorToWrite.FromBytes("classifier.weight", ArrayDType.Int8, [6, 32], new byte[6 * 32]));
    }

    [Fact]
    public void Write_LeftForOthersToOpen()
    {
        string folder = Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "interop", "quantized-bert");
        Write(folder, withTable: true);
        Write(folder + "-linear", withTable: false);
        Assert.True(File.Exists(Path.Combine(folder, "model.safetensors")));
    }

    public void Dispose() => _folder.Dispose();

    // All but the classifier in 8-bit integers.
    private static SequenceClassificationModel Write(string folder, bool withTable)
    {
        var model = AutoModelForSequenceClassification.FromPretrained(
            ModelFiles.InFolder(Source), device: Device.Default.WithPrecision(Precision.Int8));
        var layers = new QuantizedLayers(model, withTable);
        layers.Quantize(layers.All.Where(layer => !layer.Names.Contains(Kept)).ToHashSet());
        layers.Fix();
        model.Save(folder);
        return model;
    }

    private static float[] Logits(SequenceClassificationModel model)
    {
        using var tape = model.Device.NewTape(training: false);
        return model.Forward(tape, new TokenBatch([2, 5, 6, 7, 3, 2, 9, 3], [0, 5, 8])).ToArray();
    }
}
