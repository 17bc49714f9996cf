using System.Text.Json.Nodes;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tests.Workflows;
using Matiz.Training;
using Matiz.Training.Keras;
using Matiz.Weights;
using Matiz.Workflows;
using Matiz.Workflows.Conversion;

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

    public static TheoryData<string> Architectures => [.. TinyModels.Names];

    private static string Source => QuantizedFolders.Source;

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

    // Read again, and as floating-point numbers: the bits of what was written.
    [Theory]
    [MemberData(nameof(Architectures))]
    public void Folder_OfEveryArchitecture_IsReadAndConvertedBitForBit(string name)
    {
        string source = TinyModels.Folder(name, "sequence-classification");
        using var folder = new TemporaryFolder();
        var written = QuantizedFolders.Write(source, folder["int8"], withTable: true, []);

        var read = AutoModelForSequenceClassification.FromPretrained(folder["int8"]);
        Assert.Equal(Precision.Int8, read.Device.Precision);
        Assert.Equal(Logits(written), Logits(read));
        Assert.NotEqual(Logits(read), QuantizedFolders.SingleLogits(source));
        ModelConversion.Run(folder["int8"], WeightFormat.All.Single(format => format.Name == "safetensors"), folder["fp32"]);
        Assert.Equal(QuantizedFolders.SingleLogits(folder["int8"]), QuantizedFolders.SingleLogits(folder["fp32"]));
        using WeightFiles first = WeightFiles.Open(source), last = WeightFiles.Open(folder["fp32"]);
        Assert.Equal(Names(first), Names(last));

        static IEnumerable<string> Names(WeightFiles weights) =>
            weights.Names.Where(name => !WeightNames.IsBuffer(name)).Order(StringComparer.Ordinal);
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

    // Others may quantize the tables of places and segments as well; we write that of the words alone.
    [Fact]
    public void Save_TablesBesideThatOfTheWords_AreWrittenAsTheNumbersThatTheyMean()
    {
        const string Places = "bert.embeddings.position_embeddings.weight", Segments = "bert.embeddings.token_type_embeddings.weight";
        _folder.RewriteWeights(
            name => name is Places or Segments ? null : name,
            TensorToWrite.From<sbyte>(Places, [66, 32], Enumerable.Range(0, 66 * 32).Select(i => (sbyte)((i % 255) - 127)).ToArray()),
            TensorToWrite.From<float>(Places + "_scale", [66, 1], Enumerable.Repeat(0.01f, 66).ToArray()),
            TensorToWrite.From<sbyte>(Segments, [2, 32], new sbyte[64]),
            TensorToWrite.From<float>(Segments + "_scale", [2, 1], new float[2]));
        var scheme = QuantizedFolders.SchemeOf(_folder.Path)!.DeepClone();
        scheme["config_groups"]!["group_1"]!["targets"] = new JsonArray("re:.*_embeddings");
        _folder.SetConfig("quantization_config", scheme);
        using var again = new ModelFolderCopy(_folder.Path);

        var read = AutoModelForSequenceClassification.FromPretrained(_folder.Path);
        read.Save(again.Path);

        Assert.Equal(-127 * 0.01f, read.Parameters.Single(parameter => parameter.Name == Places).Value.ToArray()[0]);
        using var weights = WeightFiles.Open(again.Path);
        Assert.True(weights.TryGet(Places, out var places) && places.DType == ArrayDType.Float32);
        Assert.False(weights.TryGet(Places + "_scale", out _));
        Assert.Equal(Logits(read), Logits(AutoModelForSequenceClassification.FromPretrained(again.Path)));
    }

    [Fact]
    public void FromPretrained_ATensorThatIsMissing_IsNoTraceOfAnotherQuantizer()
    {
        _folder.RewriteWeights(name => name == Dense + ".bias" ? null : name);
        Assert.EndsWith(
            $"there is no tensor '{Dense}.bias', but config.json (model_type bert) needs it. "
                + "Do these files come from two different models?",
            Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_IsRefused_WhateverItIsComputedIn()
    {
        foreach (var precision in (Precision[])[Precision.Float32, Precision.Int8])
        {
            var model = AutoModelForSequenceClassification.FromPretrained(
                _folder.Path, device: Device.Default.WithPrecision(precision));
            string expected = $"{_folder.Path}: its weights are 8-bit integers, which are not trained. "
            + "Floating-point weights were expected. "
                + "Train the fp32 model that it was made of, and quantize the result (ModelQuantization.Run).";
            model.Compile(new Adam(1e-3), Loss.SparseCategoricalCrossEntropy);
            Assert.Equal(expected, Assert.Throws<TrainingException>(() => model.Fit(TinyRuns.Rows(6).ToBatches(3))).Message);
            Assert.Equal(expected, Assert.Throws<TrainingException>(() => new Trainer(model, null, TinyRuns.Rows(6))).Message);
            Assert.NotNull(new Trainer(model).Evaluate(TinyRuns.Rows(6))["eval_f1"]);
        }
    }

    [Fact]
    public void FineTuning_IsRefused_BeforeRowsAreRead()
    {
        using var folder = new TemporaryFolder();
        var data = JobFiles.Write(folder).Load(0);
        Assert.Contains(
            "its weights are 8-bit integers, which are not trained.",
            Assert.Throws<TrainingException>(() => new FineTuning(StartingModel.InFolder(_folder.Path), data)).Message,
            StringComparison.Ordinal);
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
    private static SequenceClassificationModel Write(string folder, bool withTable) => QuantizedFolders.Write(folder, withTable, Kept);

    private static float[] Logits(SequenceClassificationModel model) => QuantizedFolders.Logits(model);
}
