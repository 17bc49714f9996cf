using System.Text.Json.Nodes;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Onnx;
using Matiz.Tests.Models;
using Matiz.Tests.Models.Onnx;
using Matiz.Weights;
using Matiz.Workflows.Conversion;
using Microsoft.ML.OnnxRuntime;

namespace Matiz.Tests.Workflows.Conversion;

public sealed class DequantizationTests : IDisposable
{
    private const string Kept = "bert.encoder.layer.1.output.dense", Dense = "bert.encoder.layer.0.output.dense";
    private const string Table = "bert.embeddings.word_embeddings";

    private readonly ModelFolderCopy _model = new(QuantizedFolders.Source);
    private readonly TemporaryFolder _folder = new();

    public DequantizationTests() => QuantizedFolders.Write(_model.Path, withTable: true, Kept);

    public static TheoryData<string> Files => [.. WeightFormat.All.Where(format => format.Name != "onnx").Select(format => format.Name)];

    private string Output => _folder["out"];

    [Fact]
    public void ToSafetensors_EachIntegerTimesItsScale_AndNothingThatSaysQuantized()
    {
        var result = Convert("safetensors");

        Assert.Null(QuantizedFolders.SchemeOf(Output));
        using WeightFiles before = WeightFiles.Open(_model.Path), after = WeightFiles.Open(Output), first = WeightFiles.Open(
            QuantizedFolders.Source);
        Assert.Equal(first.Names.Order(StringComparer.Ordinal), after.Names.Order(StringComparer.Ordinal));
        Assert.Equal(after.Names.Count, result.Tensors);
        Assert.All(after.Entries, entry => Assert.Equal(ArrayDType.Float32, entry.DType));
        int integers = 0;
        foreach (var entry in before.Entries.Where(entry => entry.DType == ArrayDType.Int8))
        {
            integers++;
            float[] scales = Floats(before, entry.Name + "_scale"), values = Floats(before, entry.Name);
            int columns = values.Length / scales.Length;
            Assert.Equal(values.Select((value, i) => value * scales[i / columns]), Floats(after, entry.Name));
        }

        Assert.Equal(6 + 5 + 1 + 1 + 1, integers);                                          // layers, pooler, classifier, table
        Assert.Equal(Floats(before, Kept + ".weight"), Floats(after, Kept + ".weight"));
        Assert.Equal(
            ["Weights that are 8-bit integers are written as floating-point numbers, each integer times the scale of its row."],
            result.Notes);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ToAnyFramework_InSinglePrecision_GivesTheLogitsOfTheFolder_BitForBit(string format)
    {
        Convert(format);
        Assert.Equal(QuantizedFolders.SingleLogits(_model.Path), QuantizedFolders.SingleLogits(Output));
    }

    [Fact]
    public void InHalfPrecision_RoundsTheProducts_AndConfigSaysSo()
    {
        Convert("safetensors", ArrayDType.Float16);

        using WeightFiles before = WeightFiles.Open(_model.Path), after = WeightFiles.Open(Output);
        Assert.All(after.Entries, entry => Assert.Equal(ArrayDType.Float16, entry.DType));
        float[] scales = Floats(before, Dense + ".weight_scale"), values = Floats(before, Dense + ".weight");
        int columns = values.Length / scales.Length;
        Assert.Equal(values.Select((value, i) => (float)(Half)(value * scales[i / columns])), Floats(after, Dense + ".weight"));
        Assert.Equal("float16", JsonNode.Parse(File.ReadAllText(Path.Combine(Output, "config.json")))!["dtype"]!.GetValue<string>());
    }

    [Fact]
    public void ACardThatSpeaksOfIntegers_SaysThatTheyAreNumbersHere()
    {
        File.WriteAllText(_model.File("README.md"), "# Mine\n\n## 8-bit weights\n\nThe weights are 8-bit integers.\n");
        Convert("safetensors");
        Assert.StartsWith(
            "# Mine\n\n## 8-bit weights\n\nThe weights are 8-bit integers.\n\n## Floating-point weights\n\nThe weights here are",
            File.ReadAllText(Path.Combine(Output, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void WhereTextsAreCut_IsToldWhereItIsLost()
    {
        File.WriteAllText(_model.File("quantization_results.json"), "{\"max_length\": 40}");
        Assert.Equal(
            $"Texts are cut at 40 tokens in {_model.Path}; what is written does not say so. "
            + "Give InferenceOptions.MaxLength = 40 where that "
            + "matters.",
            Convert("safetensors").Notes[1]);
    }

    [Fact]
    public void ToOnnx_GivesTheLogitsOfTheFolderInSinglePrecision()
    {
        Convert("onnx");

        Assert.Null(QuantizedFolders.SchemeOf(Output));
        using var session = new InferenceSession(Path.Combine(Output, "model.onnx"));
        var batch = OnnxRun.Rows(QuantizedFolders.Batch, [0, 1], hasTypes: false);
        OnnxRun.AssertNear(QuantizedFolders.SingleLogits(_model.Path), OnnxRun.Run(session, batch, "logits"));
        Assert.Equal(QuantizedFolders.SingleLogits(_model.Path), QuantizedFolders.SingleLogits(Output));
    }

    [Fact]
    public void ToOnnxInBytes_WritesTheVeryIntegersAndScales_AndKeepsWhatIsKept()
    {
        var result = Convert("onnx", ArrayDType.Int8);

        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Output, "model.onnx"))).Graph;
        using var weights = WeightFiles.Open(_model.Path);
        string[] written =
        [
            .. weights.Entries.Where(entry => entry.DType == ArrayDType.Int8).Select(entry => entry.Name)
                .Where(name => graph.Initializer.Any(tensor => tensor.Name == name + "_quantized")),
        ];
        Assert.Equal(6 + 5 + 1, written.Length);                                            // heads are written in singles
        foreach (string name in written)
        {
            var tensor = graph.Initializer.Single(tensor => tensor.Name == name + "_quantized");
            Assert.Equal(
                name.StartsWith(Table, StringComparison.Ordinal) ? weights.ReadBytes(name).ToArray() : Turned(weights, name),
                tensor.RawData.ToByteArray());
            byte[] scales = graph.Initializer.Single(tensor => tensor.Name == name + "_scale").RawData.ToByteArray();
            Assert.Equal(weights.ReadBytes(name + "_scale").ToArray(), scales);
        }

        Assert.Contains(graph.Initializer, tensor => tensor.Name == $"onnx::MatMul_{Kept}.weight");
        Assert.Null(QuantizedFolders.SchemeOf(Output));
        Assert.Contains($"{Kept}: kept in Float32, as it is in the folder.", result.Notes);
        using var session = new InferenceSession(Path.Combine(Output, "model.onnx"));
        float[] found = OnnxRun.Run(session, OnnxRun.Rows(QuantizedFolders.Batch, [0, 1], hasTypes: false), "logits");
        float[] expected = QuantizedFolders.SingleLogits(_model.Path);
        Assert.True(expected.Zip(found, (a, b) => MathF.Abs(a - b)).Max() < 0.03f * expected.Max(MathF.Abs));
    }

    [Fact]
    public void ToOnnxInBytes_ATableInFloatingPoint_StaysSo()
    {
        QuantizedFolders.Write(_model.Path, withTable: false);
        Assert.StartsWith("Int8: linear layers; heads,", Convert("onnx", ArrayDType.Int8).Notes[1], StringComparison.Ordinal);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Output, "model.onnx"))).Graph;
        Assert.Contains(graph.Initializer, tensor => tensor.Name == Table + ".weight" && tensor.DataType == OnnxTypes.Float);
    }

    [Fact]
    public void Damage_IsRefusedByName_AndNothingIsWritten()
    {
        void Refused(string expected, Action<ModelFolderCopy> damage)
        {
            using var folder = new ModelFolderCopy(_model.Path);
            damage(folder);
            var exception = Assert.Throws<CheckpointException>(() => Convert("safetensors", from: folder.Path));
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
            Assert.False(Path.Exists(Output));
        }

        const string Weight = Dense + ".weight", Scale = Weight + "_scale";
        Refused($"there is no tensor '{Scale}', but", folder => folder.RewriteWeights(name => name == Scale ? null : name));
        Refused("holds -128 (value 0), expected", folder => folder.RewriteWeights(
            name => name == Weight ? null : name,
            TensorToWrite.FromBytes(Weight, ArrayDType.Int8, [32, 64], new byte[] { 128 }.Concat(new byte[(32 * 64) - 1]).ToArray())));
        Refused($"tensor '{Scale}' holds Infinity at [0, 0]", folder => folder.RewriteWeights(
            name => name == Scale ? null : name,
            TensorToWrite.From<float>(Scale, [32, 1], Enumerable.Repeat(float.PositiveInfinity, 32).ToArray())));
        Refused($"there is a tensor '{Dense}.weight_zero_point', expected", folder => folder.RewriteWeights(
            name => name, TensorToWrite.From<float>(Dense + ".weight_zero_point", [32, 1], new float[32])));
        Refused($"tensor '{Weight}' is I8, but config.json ('quantization_config.ignore') names '{Dense}'.", folder =>
        {
            var scheme = QuantizedFolders.SchemeOf(folder.Path)!.DeepClone();
            scheme["ignore"] = new JsonArray(Kept, Dense);
            folder.SetConfig("quantization_config", scheme);
        });
    }

    [Fact]
    public void AFileOfIntegersWithoutItsConfig_IsRefused()
    {
        File.Delete(_model.ConfigPath);
        var exception = Assert.Throws<CheckpointException>(
            () => Convert("pytorch", from: Path.Combine(_model.Path, "model.safetensors")));
        Assert.Contains(" is I8, expected floating-point numbers", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private static float[] Floats(WeightFiles weights, string name)
    {
        Assert.True(weights.TryGet(name, out var entry), name);
        var values = new float[entry.ElementCount];
        weights.ReadFloats(name, values);
        return values;
    }

    // [outputs, inputs] as [inputs, outputs].
    private static byte[] Turned(WeightFiles weights, string name)
    {
        Assert.True(weights.TryGet(name, out var entry));
        int outputs = (int)entry.Shape[0], inputs = (int)entry.Shape[1];
        byte[] values = weights.ReadBytes(name).ToArray();
        return [.. from input in Enumerable.Range(0, inputs) from output in Enumerable.Range(0, outputs) select values[
            (output * inputs) + input]];
    }

    private ConversionResult Convert(string format, ArrayDType? dtype = null, string? from = null) => ModelConversion.Run(
        from ?? _model.Path, WeightFormat.All.Single(known => known.Name == format), Output, new ConversionOptions { DType = dtype });
}
