using Matiz.Files;
using Matiz.Formats.Onnx;
using Matiz.Models;
using Matiz.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Matiz.Tests.Models.Onnx;

/// <summary>Graphs in 8-bit integers: their nodes and numbers, and what ONNX Runtime makes of them beside the model in singles.</summary>
public sealed class OnnxQuantizedTests : IDisposable
{
    private const string Head = "sequence-classification";

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    public static TheoryData<string> Names => [.. TinyModels.Names];

    // The tiny checkpoints have random weights; rounding moves their logits by a hundredth or two of the greatest.
    [Theory]
    [MemberData(nameof(Names))]
    public void Write_RunByOnnxRuntime_IsNearOurSingles(string name)
    {
        const float Tolerance = 0.03f;
        using var expected = new ExpectedModel(name, Head);
        using var session = new InferenceSession(Write(name));
        var batch = OnnxRun.Rows(expected.Batch, OnnxRun.Shapes[1], session.InputNames.Contains("token_type_ids"));
        var classifier = AutoModelForSequenceClassification.FromPretrained(ModelFiles.InFolder(expected.Folder));
        using var tape = classifier.Device.NewTape(training: false);
        float[] ours = classifier.Forward(tape, batch).ToArray(), theirs = OnnxRun.Run(session, batch, "logits");
        float worst = ours.Zip(theirs, (a, b) => MathF.Abs(a - b)).Max(), greatest = ours.Max(MathF.Abs);
        Assert.True(worst <= Tolerance * greatest, $"the largest difference is {worst}, the greatest logit {greatest}");
        Assert.True(worst > 0, "nothing was rounded");
    }

    [Fact]
    public void Write_EveryLinearLayer_MultipliesIntegers_AndRoundsItsRowsOnce()
    {
        var graph = Parse(Write("bert")).Graph;
        var layers = graph.Node.Where(node => node.OpType == "MatMulInteger").ToList();
        Assert.Equal(12, layers.Count);                                                     // two blocks of six
        Assert.Equal(8, graph.Node.Count(node => node.OpType == "DynamicQuantizeLinear"));  // queries, keys and values read the same rows
        Assert.Equal(2 * 2, graph.Node.Count(node => node.OpType == "MatMul"));             // attention
        Assert.All(layers, node =>
        {
            var weight = graph.Initializer.Single(tensor => tensor.Name == node.Input[1]);
            Assert.Equal(OnnxTypes.Int8, weight.DataType);
            Assert.Equal(weight.Dims[0] * weight.Dims[1], weight.RawData.Length);
            Assert.Equal(3, node.Input.Count);
        });
    }

    [Fact]
    public void Write_Weights_LieWithinHalfAStepOfTheModels()
    {
        var graph = Parse(Write("distilbert")).Graph;
        var model = AutoModelForSequenceClassification.FromPretrained(ModelFiles.InFolder(TinyModels.Folder("distilbert", Head)));
        int found = 0;
        foreach (var parameter in model.Parameters.Where(parameter => graph.Initializer.Any(Is(parameter.Name + "_quantized"))))
        {
            found++;
            float[] expected = parameter.Value.ToArray();
            byte[] values = graph.Initializer.Single(Is(parameter.Name + "_quantized")).RawData.ToByteArray();
            float[] scales = Floats(graph.Initializer.Single(Is(parameter.Name + "_scale")).RawData.ToByteArray());
            int rows = parameter.Shape[0], columns = parameter.Shape[1];
            bool isTable = parameter.Name.EndsWith("word_embeddings.weight", StringComparison.Ordinal);
            for (int row = 0; row < rows; row++)
            {
                float greatest = expected.AsSpan(row * columns, columns).ToArray().Max(MathF.Abs);
                Assert.Equal(greatest / 127, scales[row]);
                for (int column = 0; column < columns; column++)
                {
                    int value = (sbyte)values[isTable ? (row * columns) + column : (column * rows) + row];
                    Assert.InRange(value, -127, 127);
                    Assert.True(MathF.Abs((value * scales[row]) - expected[(row * columns) + column]) <= scales[row] * 0.50001f);
                }
            }
        }

        Assert.Equal((2 * 6) + 1, found);
    }

    [Fact]
    public void Write_ManyWeights_LieBesideTheModel()
    {
        string whole = Write("bert"), parts = Path.Combine(_folder, "parts.onnx");
        OnnxExport.Write(parts, ModelFiles.InFolder(TinyModels.Folder("bert", Head)), isQuantized: true, mostBytesInside: 1000);
        using var expected = new ExpectedModel("bert", Head);
        using InferenceSession one = new(whole), two = new(parts);
        var batch = OnnxRun.Rows(expected.Batch, OnnxRun.Shapes[1], hasTypes: true);
        Assert.Equal(OnnxRun.Run(one, batch, "logits"), OnnxRun.Run(two, batch, "logits"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Func<TensorProto, bool> Is(string name) => tensor => tensor.Name == name;

    private static float[] Floats(byte[] bytes)
    {
        float[] floats = new float[bytes.Length / sizeof(float)];
        Buffer.BlockCopy(bytes, 0, floats, 0, bytes.Length);
        return floats;
    }

    private static ModelProto Parse(string path) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));

    private string Write(string name)
    {
        string path = Path.Combine(_folder, name + ".onnx");
        OnnxExport.Write(path, ModelFiles.InFolder(TinyModels.Folder(name, Head)), isQuantized: true);
        return path;
    }
}
