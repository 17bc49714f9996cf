using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Cli.Tests.Commands;

public sealed class ConvertCommandTests
{
    private static string Evil => SharedFiles.Golden("formats/checkpoints/torch-evil");

    [Theory]
    [InlineData("pytorch")]
    [InlineData("keras")]
    [InlineData("flax")]
    [InlineData("onnx")]
    public void ThereAndBack_TheSameFilesAndBits(string format)
    {
        using var workspace = new Workspace();
        string there = workspace.Path("there"), back = workspace.Path("back");
        var json = CliRun.Of("convert", Workspace.TinyClassifier, "--to", format, "--output", there, "--json").Succeeded().Json;
        Assert.Equal("safetensors", json["from"]!.GetValue<string>());
        Assert.Equal(format, json["to"]!.GetValue<string>());
        CliRun.Of("convert", there, "--to", "safetensors", "--output", back).Succeeded();

        Assert.Equal(Names(Workspace.TinyClassifier), Names(back));
        foreach (string name in Names(back).Where(name => name is not "model.safetensors"))
            Assert.Equal(File.ReadAllBytes(Path.Combine(Workspace.TinyClassifier, name)), File.ReadAllBytes(Path.Combine(back, name)));
        AssertSameBits(Workspace.TinyClassifier, back);
        string text = CliRun.Of("predict", Workspace.TinyClassifier, "i feel great", "--json").Succeeded().Output;
        Assert.Equal(text, CliRun.Of("predict", there, "i feel great", "--json").Succeeded().Output);
    }

    [Fact]
    public void DType_RoundsWeights_AndConfigSaysSo()
    {
        using var workspace = new Workspace();
        string small = workspace.Path("small");
        CliRun.Of("convert", Workspace.TinyClassifier, "--to", "safetensors", "--dtype", "bf16", "--output", small).Succeeded();
        using (var weights = WeightFiles.Open(small))
            Assert.All(weights.Entries, entry => Assert.Equal(Matiz.Formats.ArrayDType.BFloat16, entry.DType));
        string config = File.ReadAllText(Path.Combine(small, "config.json"));
        Assert.Contains("\"bfloat16\"", config, StringComparison.Ordinal);
        Assert.DoesNotContain("\"float32\"", config, StringComparison.Ordinal);
        CliRun.Of("predict", small, "i feel great").Succeeded();
    }

    [Fact]
    public void Graph_OfAFileOrInAnotherType_IsRefused()
    {
        using var workspace = new Workspace();
        string output = workspace.Path("out"), file = Path.Combine(Workspace.TinyClassifier, "model.safetensors");
        Refused(
            "ONNX holds the computation as well. The folder of a model was expected.",
            "convert", file, "--to", "onnx", "--output", output);
        Refused(
            "weights in Float16 were asked for, but ONNX is written in Float32 or Int8. Leave --dtype out, or name one of these.",
            "convert", Workspace.TinyClassifier, "--to", "onnx", "--dtype", "f16", "--output", output);
        Refused(
            "weights in Int8 were asked for, but PyTorch is written in Float32, Float16 or BFloat16, and only a graph (ONNX) in Int8. "
            + "Name one of these in --dtype, or write another format; matiz quantize writes a folder in Int8.",
            "convert", Workspace.TinyClassifier, "--to", "pytorch", "--dtype", "int8", "--output", output);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void GraphInBytes_IsWritten_AndRefusedAsAModelByName()
    {
        using var workspace = new Workspace();
        string output = workspace.Path("out");
        var json = CliRun.Of("convert", Workspace.TinyClassifier, "--to", "onnx", "--dtype", "int8", "--output", output, "--json")
            .Succeeded().Json;
        Assert.StartsWith("Int8: linear layers and the table of words", json["notes"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", Names(output));
        Refused("the graph is quantized: node '/DynamicQuantizeLinear' is DynamicQuantizeLinear.", "predict", output, "i feel great");
    }

    [Fact]
    public void BuiltInEncoder_IsConvertedAsAnyOther()
    {
        using var workspace = new Workspace();
        CliRun.Of("convert", "all-MiniLM-L6-v2", "--to", "pytorch", "--output", workspace.Path("there")).Succeeded();
        Assert.True(File.Exists(workspace.Path("there/pytorch_model.bin")));
        Assert.True(File.Exists(workspace.Path("there/tokenizer.json")));
    }

    [Fact]
    public void OutputThatIsRead_OrHoldsSomethingElse_IsRefused_NothingChanges()
    {
        using var workspace = new Workspace();
        string model = workspace.CopyModel("model", Workspace.TinyClassifier);
        Refused("this is the folder that is read", "convert", model, "--to", "pytorch", "--output", model, "--overwrite");
        Refused("this holds the folder that is read", "convert", model, "--to", "pytorch", "--output", workspace.Root, "--overwrite");
        string place = workspace.Path("place");
        CliRun.Of("convert", model, "--to", "pytorch", "--output", place).Succeeded();
        Refused("the folder is not empty. ", "convert", model, "--to", "flax", "--output", place);
        File.WriteAllText(Path.Combine(place, "thesis.docx"), "x");
        Refused("the folder holds thesis.docx", "convert", model, "--to", "flax", "--output", place, "--overwrite");
        File.Delete(Path.Combine(place, "thesis.docx"));
        CliRun.Of("convert", model, "--to", "flax", "--output", place, "--overwrite").Succeeded();
        Assert.False(File.Exists(Path.Combine(place, "pytorch_model.bin")));
        Assert.True(File.Exists(Path.Combine(place, "flax_model.msgpack")));
    }

    [Fact]
    public void ArchitectureThatTheFrameworkNeverHad_IsNamed()
    {
        using var workspace = new Workspace();
        string model = workspace.CopyModel("model", Workspace.TinyClassifier);
        string config = Path.Combine(model, "config.json");
        string text = File.ReadAllText(config);
        File.WriteAllText(config, text.Replace("\"model_type\": \"bert\"", "\"model_type\": \"modernbert\"", StringComparison.Ordinal));
        foreach (string format in (string[])["flax", "keras"])
            Refused("'model_type' is 'modernbert', which", "convert", model, "--to", format, "--output", workspace.Path("out"));
        Assert.False(Directory.Exists(workspace.Path("out")));
    }

    [Fact]
    public void ModelWithCodeOfItsOwn_IsRefusedByTheNameOfTheCode()
    {
        using var workspace = new Workspace();
        string model = workspace.CopyModel("model", Workspace.TinyClassifier);
        string config = Path.Combine(model, "config.json");
        string text = File.ReadAllText(config).TrimStart()[1..];
        File.WriteAllText(config, "{\"auto_map\": {\"AutoModel\": \"modeling_own.OwnModel\"}," + text);
        Refused("(modeling_own.OwnModel)", "predict", model, "hello");
        Refused("(modeling_own.OwnModel)", "convert", model, "--to", "pytorch", "--output", workspace.Path("out"));
        string problem = Assert.Single(CliRun.Of("info", model, "--json").Succeeded().Json["problems"]!.AsArray())!.GetValue<string>();
        Assert.Contains("(modeling_own.OwnModel)", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("info", "{evil}")]
    [InlineData("info", "{evil}/pytorch_model.bin")]
    [InlineData("convert", "{evil}", "--to", "safetensors", "--output", "{out}")]
    [InlineData("predict", "{evil}", "hello")]
    [InlineData("evaluate", "{evil}", "--test", "{rows}")]
    [InlineData("train", "--model", "{evil}", "--train", "{rows}", "--output", "{out}")]
    [InlineData("features", "--model", "{evil}", "--train", "{rows}", "--output", "{out}")]
    public void PickleThatWouldRunCode_IsRefusedByName_ByEveryCommand(params string[] words)
    {
        using var workspace = new Workspace();
        workspace.Write("rows.csv", "text,label\n" + string.Concat(Enumerable.Repeat("good,joy\nbad,anger\n", 20)));
        string[] line = [.. words.Select(word => word.Replace("{evil}", Evil, StringComparison.Ordinal)
            .Replace("{out}", workspace.Path("out"), StringComparison.Ordinal)
            .Replace("{rows}", workspace.Path("rows.csv"), StringComparison.Ordinal))];
        Refused("names posix.system (byte 4596), which could run code", line);
    }

    private static void Refused(string expected, params string[] line)
    {
        var run = CliRun.Of(line);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!).Where(name => name is not "expected.safetensors")
            .Order(StringComparer.Ordinal);

    private static void AssertSameBits(string expected, string found)
    {
        using WeightFiles before = WeightFiles.Open(expected), after = WeightFiles.Open(found);
        Assert.Equal(before.Names.Order(StringComparer.Ordinal), after.Names.Order(StringComparer.Ordinal));
        foreach (string name in before.Names) Assert.True(before.ReadBytes(name).SequenceEqual(after.ReadBytes(name)), name);
    }
}
