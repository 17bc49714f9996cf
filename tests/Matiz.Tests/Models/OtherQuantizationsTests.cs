using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Weights;
using Matiz.Workflows.Conversion;
using Matiz.Workflows.Quantization;

namespace Matiz.Tests.Models;

/// <summary>Every way of quantizing but our own is refused by name, whoever reads the folder, and whichever framework saved it.</summary>
public sealed class OtherQuantizationsTests(OtherQuantizationsTests.SavedModels saved) : IClassFixture<OtherQuantizationsTests.SavedModels>
{
    private const string Dense = "bert.encoder.layer.0.output.dense";

    private static readonly (string Name, Action<string> Read)[] Readers =
    [
        ("AutoModel", folder => AutoModel.FromPretrained(folder)),
        ("classification", folder => AutoModelForSequenceClassification.FromPretrained(folder)),
        ("tokens", folder => AutoModelForTokenClassification.FromPretrained(folder, new ClassLabel(["O", "B-X"]))),
        ("answers", folder => AutoModelForQuestionAnswering.FromPretrained(folder, newHead: true)),
        ("words", folder => AutoModelForMaskedLM.FromPretrained(folder, newHead: true)),
        ("classifier", folder => TextClassifier.Load(folder)),
        ("features", folder => FeatureExtractor.Load(folder)),
        ("conversion", folder => Convert(folder, "safetensors")),
        ("graph", folder => Convert(folder, "onnx")),
        ("quantization", folder => ModelQuantization.Run(folder, folder + "-int8")),
    ];

    public static TheoryData<string, string, string> Schemes => new()
    {
        { "gptq", """{"quant_method":"gptq","bits":4,"group_size":128,"sym":true}""", "(quant_method gptq, bits 4)" },
        { "awq", """{"quant_method":"awq","bits":4,"zero_point":true}""", "(quant_method awq, bits 4)" },
        { "bitsandbytes", """{"quant_method":"bitsandbytes","load_in_8bit":true}""", "(quant_method bitsandbytes, load_in_8bit true)" },
        { "fp8", """{"quant_method":"fp8","activation_scheme":"dynamic"}""", "(quant_method fp8)" },
        { "torchao", """{"quant_method":"torchao","quant_type":"int8_weight_only"}""", "(quant_method torchao)" },
        { "no method", """{"config_groups":{}}""", "'quantization_config' says that the weights are quantized." },
        { "no object", "\"int8\"", "'quantization_config' says that the weights are quantized." },
        { "zero points", Ours(weights: """{"symmetric":false}"""), "group_0.weights.symmetric' is false, expected true." },
        { "groups", Ours(weights: """{"strategy":"group","group_size":128}"""), "weights.group_size' is 128, expected nothing" },
        { "tensors", Ours(weights: """{"strategy":"tensor"}"""), "weights.strategy' is \"tensor\", expected \"channel\"." },
        { "packed", Ours("pack-quantized", """{"num_bits":4}"""), "format' is \"pack-quantized\", expected" },
        { "4 bits", Ours(weights: """{"num_bits":4}"""), "weights.num_bits' is 4, expected 8." },
        { "floats", Ours("float-quantized", """{"type":"float"}"""), "format' is \"float-quantized\", expected" },
        { "inputs as they are", Ours(inputs: "null"), "input_activations' is absent, expected {" },
        { "static inputs", Ours(inputs: """{"dynamic":false}"""), "input_activations.dynamic' is false, expected true." },
        { "asymmetric inputs", Ours(inputs: """{"symmetric":false}"""), "input_activations.symmetric' is false, expected true." },
        { "sparse", Ours(more: "\"sparsity_config\":{\"format\":\"sparse-24-bitmask\"},"), "sparsity_config' is {" },
        { "outputs", Ours(more: "\"kv_cache_scheme\":{\"num_bits\":8},"), "kv_cache_scheme' is {\"num_bits\":8}, expected nothing" },
    };

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Config_OfAnotherScheme_IsRefusedByName_ByEveryReader_OfEveryFormat(string name, string json, string expected)
    {
        foreach (string format in SavedModels.Formats)
        {
            using var folder = new ModelFolderCopy(saved.Folder(format));
            folder.SetConfig("quantization_config", JsonNode.Parse(json));
            foreach (var (reader, read) in Readers)
            {
                var exception = Assert.ThrowsAny<MatizException>(() => read(folder.Path));
                Assert.True(
                    exception.Message.StartsWith($"{folder.ConfigPath}: 'quantization_config", StringComparison.Ordinal)
                    && exception.Message.Contains(expected, StringComparison.Ordinal),
                    $"{name}, {format}, {reader}: {exception.Message}");
            }
        }
    }

    [Theory]
    [InlineData("compression_config", """{"format":"int-quantized"}""")]
    [InlineData("quantization", """{"bits":4,"group_size":64}""")]
    public void Config_WithASecondWordBesideOurs_OrBesideNothing_IsRefused(string key, string json)
    {
        using var folder = new ModelFolderCopy(QuantizedFolders.Source);
        folder.SetConfig(key, JsonNode.Parse(json));
        folder.SetConfig("quantization_config", new JsonObject());
        Assert.Contains($"'{key}' says", Assert.Throws<ModelException>(
            () => AutoModel.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
        folder.SetConfig("quantization_config", JsonNode.Parse(Ours()));
        Assert.Contains($"'{key}' says", Assert.Throws<ModelException>(
            () => AutoModel.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
    }

    // As quantizers leave them where nothing in config.json tells.
    [Fact]
    public void Tensors_OfAnotherScheme_AreRefusedByName()
    {
        void Refused(string expected, bool keepsWeight, params TensorToWrite[] parts)
        {
            using var folder = new ModelFolderCopy(QuantizedFolders.Source);
            folder.RewriteWeights(name => name == Dense + ".weight" && !keepsWeight ? null : name, parts);
            foreach (bool asPickle in (bool[])[false, true])
            {
                if (asPickle)
                {
                    if (parts.Any(part => part.DType == ArrayDType.Float8E4M3)) continue;       // which it has no words for
                    AsPickle(folder);
                }

                var exception = Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path));
                Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
            }
        }

        static TensorToWrite Part(string name, ArrayDType type, params long[] shape) => TensorToWrite.FromBytes(
            $"{Dense}.{name}", type, shape, new byte[shape.Aggregate((long)type.Bits() / 8, (bytes, length) => bytes * length)]);

        Refused("'bert.encoder.layer.0.output.dense.qweight', as quantizers write it", false,
            Part("qweight", ArrayDType.Int32, 8, 32), Part("qzeros", ArrayDType.Int32, 1, 4), Part("scales", ArrayDType.Float16, 1, 32));
        Refused($"tensor '{Dense}.weight' is I8, expected floating-point", false,
            Part("weight", ArrayDType.Int8, 32, 64), Part("SCB", ArrayDType.Float32, 32));
        Refused($"tensor '{Dense}.weight' is U8, expected floating-point", false,
            Part("weight", ArrayDType.UInt8, 1024, 1), Part("weight.absmax", ArrayDType.Float32, 32));
        Refused($"tensor '{Dense}.weight' is F8_E4M3, expected floating-point", false,
            Part("weight", ArrayDType.Float8E4M3, 32, 64), Part("weight_scale", ArrayDType.Float32, 1));
        Refused("'bert.encoder.layer.0.output.dense.weight_packed', as quantizers write it", false,
            Part("weight_packed", ArrayDType.Int32, 32, 8), Part("weight_shape", ArrayDType.Int64, 2));
        Refused($"there is a tensor '{Dense}.weight_scale' beside '{Dense}.weight', which is F32", true,
            Part("weight_scale", ArrayDType.Float32, 32, 1));
        Refused($"there is a tensor '{Dense}.weight_zero_point' beside '{Dense}.weight'", true,
            Part("weight_zero_point", ArrayDType.Int8, 32, 1));
    }

    private static void Convert(string folder, string format) => ModelConversion.Run(
        folder, WeightFormat.All.Single(known => known.Name == format), folder + "-converted");

    private static void AsPickle(ModelFolderCopy folder)
    {
        using (var weights = WeightFiles.Open(folder.Path))
            PyTorchWeights.Format.Write!(folder.File("pytorch_model.bin"), new WeightsToWrite(null, null, weights.Weights));
        File.Delete(folder.File("model.safetensors"));
    }

    // What is read, with other words in places.
    private static string Ours(string format = "int-quantized", string weights = "{}", string inputs = "{}", string more = "")
    {
        var group = new JsonObject { ["targets"] = new JsonArray("Linear"), ["format"] = format };
        group["weights"] = With("""{"num_bits":8,"type":"int","symmetric":true,"strategy":"channel","dynamic":false}""", weights);
        group["input_activations"] = With("""{"num_bits":8,"type":"int","symmetric":true,"strategy":"token","dynamic":true}""", inputs);
        string groups = new JsonObject { ["group_0"] = group }.ToJsonString();
        return $$"""
            {"quant_method":"compressed-tensors","quantization_status":"compressed","format":"{{format}}",{{more}}
             "ignore":[],"config_groups":{{groups}} }
            """;
    }

    private static JsonObject? With(string json, string changes)
    {
        if (JsonNode.Parse(changes) is not JsonObject others) return null;
        var settings = JsonNode.Parse(json)!.AsObject();
        foreach (var (key, value) in others) settings[key] = value?.DeepClone();
        return settings;
    }

    /// <summary>The tiny classifier, saved by every framework.</summary>
    public sealed class SavedModels : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public SavedModels()
        {
            foreach (string format in Formats.Where(format => format != "safetensors"))
            {
                ModelConversion.Run(
                    QuantizedFolders.Source, WeightFormat.All.Single(known => known.Name == format), _folder[format]);
            }
        }

        public static IReadOnlyList<string> Formats { get; } = [.. WeightFormat.All.Select(format => format.Name)];

        public string Folder(string format) => format == "safetensors" ? QuantizedFolders.Source : _folder[format];

        public void Dispose() => _folder.Dispose();
    }
}
