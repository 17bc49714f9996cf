using System.Text.Json.Nodes;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Models;

public sealed class QuantizedModelsTests
{
    private const string Weight = "bert.encoder.layer.0.output.dense.weight";

    public static TheoryData<ArrayDType> NoFloats =>
        [.. Enum.GetValues<ArrayDType>().Except([ArrayDType.Float16, ArrayDType.BFloat16, ArrayDType.Float32, ArrayDType.Float64])];

    [Theory]
    [MemberData(nameof(NoFloats))]
    public void FromPretrained_WeightThatIsNoFloatingPointNumber_IsRefusedByName(ArrayDType type)
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.RewriteWeights(
            name => name == Weight ? null : name, TensorToWrite.FromBytes(Weight, type, [32, 64], new byte[32 * 64 * type.Bits() / 8]));
        string start = $"{folder.Path}: tensor '{Weight}' is {SafetensorsDTypes.NameOf(type)}, expected floating-point numbers (F32, F16, "
            + "BF16 or F64).";

        Assert.StartsWith(
            start, Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            start, Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_PackedWeightOfAnotherShape_IsCalledPacked()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.RewriteWeights(
            name => name == Weight ? null : name, TensorToWrite.FromBytes(Weight, ArrayDType.UInt8, [1024, 1], new byte[1024]));

        Assert.Contains(
            $"tensor '{Weight}' is U8, expected", Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArrayDType.Int64)]
    [InlineData(ArrayDType.Int32)]
    [InlineData(ArrayDType.Float32)]
    public void FromPretrained_BuffersThatNothingIsComputedWith_AreFine(ArrayDType type)
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.RewriteWeights(
            name => name, TensorToWrite.FromBytes("bert.embeddings.position_ids", type, [1, 66], new byte[66 * type.Bits() / 8]));

        Assert.Empty(AutoModelForSequenceClassification.FromPretrained(folder.Path).LoadingNotes);
    }

    [Fact]
    public void FromPretrained_QuantizationConfig_IsRefusedByName()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.SetConfig(
            "quantization_config", new JsonObject { ["quant_method"] = "bitsandbytes", ["load_in_4bit"] = true, ["load_in_8bit"] = false });

        Assert.StartsWith(
            $"{folder.ConfigPath}: 'quantization_config' says that the weights are quantized (quant_method bitsandbytes, "
                + "load_in_4bit true). Floating-point weights were expected.",
            Assert.Throws<ModelException>(() => AutoModel.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
        folder.SetConfig("quantization_config", null);
        Assert.NotNull(AutoModel.FromPretrained(folder.Path));
    }

    [Theory]
    [InlineData("quantization_config", "\"int8\"")]
    [InlineData("quantization_config", "true")]
    [InlineData("compression_config", "{\"format\":\"int-quantized\"}")]
    [InlineData("quantization", "{\"group_size\":64,\"bits\":4}")]
    public void FromPretrained_OtherWordsForQuantization_AreRefusedToo(string key, string json)
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.SetConfig(key, JsonNode.Parse(json));

        Assert.StartsWith(
            $"{folder.ConfigPath}: '{key}' says that the weights are quantized", Assert.Throws<ModelException>(
            () => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_PartsOfAnAdapter_AreNamed()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.RewriteWeights(name => name == Weight ? "bert.encoder.layer.0.output.dense.base_layer.weight" : name);

        Assert.Contains(
            "There is 'bert.encoder.layer.0.output.dense.base_layer.weight', as adapters (PEFT: LoRA and its like) name their parts.",
            Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_PartsOfAQuantizer_AreNamed()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.RewriteWeights(
            name => name == Weight ? null : name, TensorToWrite.FromBytes(
            Weight.Replace(".weight", ".qweight", StringComparison.Ordinal), ArrayDType.Int32, [4, 32], new byte[512]));

        Assert.Contains(
            "There is 'bert.encoder.layer.0.output.dense.qweight', as quantizers write it; floating-point weights were expected.",
            Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
    }
}
