using Google.Protobuf;
using Matiz.Formats.Onnx;
using Matiz.Tests.Models;
using Matiz.Weights;

namespace Matiz.Tests.Weights;

public sealed class OnnxWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    private static byte[] Golden => File.ReadAllBytes(Path.Combine(OtherFrameworks.Folder("onnx"), "model.onnx"));

    [Fact]
    public void Open_WhatPyTorchExported_IsTheOriginal()
    {
        using var found = WeightFiles.Open(OtherFrameworks.Folder("onnx"));
        using var expected = WeightFiles.Open(TinyModels.Folder("distilbert", "sequence-classification"));
        Assert.Equal("onnx", found.Format.Name);
        OtherFrameworks.AssertEqual(expected, found);
    }

    [Fact]
    public void Open_NodesWithoutPaths_NamesLayersByTheirBias()
    {
        var found = Read(model =>
        {
            foreach (var node in model.Graph.Node) node.Name = "";
        });
        Assert.Contains("distilbert.transformer.layer.1.ffn.lin2.weight", found);
    }

    [Fact]
    public void Open_EqualTensorsStoredOnce_AreThoseOfEveryLayer()
    {
        const string Kept = "model.distilbert.transformer.layer.0.sa_layer_norm.weight";
        const string Dropped = "model.distilbert.transformer.layer.1.sa_layer_norm.weight";
        var found = Read(model =>
        {
            model.Graph.Initializer.Remove(model.Graph.Initializer.First(tensor => tensor.Name == Dropped));
            foreach (var node in model.Graph.Node)
            {
                for (int i = 0; i < node.Input.Count; i++) node.Input[i] = node.Input[i] == Dropped ? Kept : node.Input[i];
            }
        });
        Assert.Contains(Dropped["model.".Length..], found);
    }

    [Fact]
    public void Open_TypedAndExternalData_AreRead()
    {
        const string Name = "model.classifier.bias";
        byte[] expected = [];
        var typed = Write(model =>
        {
            var tensor = model.Graph.Initializer.First(tensor => tensor.Name == Name);
            expected = tensor.RawData.ToByteArray();
            tensor.FloatData.AddRange(Enumerable.Range(0, expected.Length / 4).Select(i => BitConverter.ToSingle(expected, i * 4)));
            tensor.RawData = ByteString.Empty;
        });
        using (var found = WeightFiles.Open(typed)) Assert.Equal(expected, found.ReadBytes("classifier.bias").ToArray());
        string external = Write(model => MoveOut(model, Name, "weights.bin"));
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), [0, 0, .. expected]);
        using (var found = WeightFiles.Open(external)) Assert.Equal(expected, found.ReadBytes("classifier.bias").ToArray());
    }

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("C:\\weights.bin")]
    public void Open_ExternalDataElsewhere_IsRefused(string location)
    {
        string path = Write(model => MoveOut(model, "model.classifier.bias", location));
        Assert.Equal(
            $"{path}: tensor 'model.classifier.bias' lies in '{location}', expected a file in the folder of the model. "
            + "Do not trust these files: fetch them from another source.",
            Assert.Throws<CheckpointException>(() => WeightFiles.Open(path)).Message);
    }

    [Fact]
    public void Open_QuantizedFusedOrNameless_IsRefusedByName()
    {
        Assert.StartsWith(
            "the graph is quantized: node 'q' is MatMulInteger. The model in floating-point numbers was expected",
            Refusal(model => model.Graph.Node.Add(new NodeProto { Name = "q", OpType = "MatMulInteger" })), StringComparison.Ordinal);
        Assert.StartsWith(
            "the graph is quantized: there is the tensor 'onnx::MatMul_316_quantized'.",
            Refusal(model => model.Graph.Initializer.First(tensor => tensor.Name == "onnx::MatMul_316").Name += "_quantized"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "node 'a' is Attention of 'com.microsoft': a runtime has fused the graph",
            Refusal(model => model.Graph.Node.Add(new NodeProto { Name = "a", OpType = "Attention", Domain = "com.microsoft" })),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "tensor 'onnx::MatMul_316' is the matrix of node 'x', which belongs to no layer that the graph names.",
            Refusal(model =>
            {
                var node = model.Graph.Node.First(node => node.Input.Contains("onnx::MatMul_316"));
                node.Name = "x";
                node.Output[0] = "elsewhere";
            }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MillionsOfEmptyMessages_AllocatesNothingForThem()
    {
        byte[] graph = new byte[8_000_000];
        for (int i = 0; i < graph.Length; i += 2) graph[i] = 0x0A;                      // node = {}
        using var stream = new MemoryStream();
        using (var coded = new CodedOutputStream(stream, leaveOpen: true))
        {
            coded.WriteTag(7, WireFormat.WireType.LengthDelimited);
            coded.WriteBytes(ByteString.CopyFrom(graph));
        }

        Assert.Equal(
            "x.onnx: the file has more messages than a model needs, expected an ONNX model. "
            + "The file is damaged or was not copied whole: fetch it again.",
            Assert.Throws<CheckpointException>(() => WeightFiles.Open("x.onnx", stream.ToArray())).Message);
    }

    [Fact]
    public void Open_DamagedFile_ReadsOrSaysCheckpointException() => DamagedFiles.AssertReadsOrRefuses(Golden, "x.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void MoveOut(ModelProto model, string name, string location)
    {
        var tensor = model.Graph.Initializer.First(tensor => tensor.Name == name);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "2" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
        tensor.RawData = ByteString.Empty;
        tensor.DataLocation = 1;
    }

    private string Write(Action<ModelProto> change)
    {
        var model = ModelProto.Parser.ParseFrom(Golden);
        change(model);
        string path = Path.Combine(_folder, Path.GetRandomFileName() + ".onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private IReadOnlyList<string> Read(Action<ModelProto> change)
    {
        using var found = WeightFiles.Open(Write(change));
        using var expected = WeightFiles.Open(TinyModels.Folder("distilbert", "sequence-classification"));
        Assert.Equal(expected.Names.Order(StringComparer.Ordinal), found.Names.Order(StringComparer.Ordinal));
        return [.. found.Names];
    }

    private string Refusal(Action<ModelProto> change)
    {
        string path = Write(change);
        return Assert.Throws<CheckpointException>(() => WeightFiles.Open(path)).Message[(path.Length + 2)..];
    }
}
