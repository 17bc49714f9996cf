namespace Matiz.Cli.Tests.Commands;

public sealed class QuantizeCommandTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public void Quantize_ARun_MeasuresItAndWritesAFolderThatPredicts()
    {
        string output = _workspace.Path("small");
        var told = CliRun.Of("quantize", run.Folder, "--output", output, "--json").Succeeded().Json;

        Assert.Equal(
            ["metric", "before", "after", "drop_points", "kept", "bytes_before", "bytes_after", "output"],
            told.AsObject().Select(pair => pair.Key));
        Assert.Equal("f1", told["metric"]!.GetValue<string>());
        Assert.Empty(told["kept"]!.AsObject());
        Assert.True(told["bytes_after"]!.GetValue<long>() < 0.6 * told["bytes_before"]!.GetValue<long>());

        var evaluated = CliRun.Of("evaluate", output, "--test", run.Workspace.Validation, "--json", "--quiet").Succeeded().Json;
        Assert.Equal(("int8", "int8"), (evaluated["precision"]!.GetValue<string>(), evaluated["computed"]!.GetValue<string>()));
        Assert.Equal(told["after"]!.GetValue<double>(), evaluated["f1"]!.GetValue<double>(), 1e-9);
        var single = CliRun.Of(
            "evaluate", output, "--test", run.Workspace.Validation, "--json", "--quiet", "--precision", "fp32").Succeeded().Json;
        Assert.Equal("fp32", single["precision"]!.GetValue<string>());
        Assert.Empty(CliRun.Of("info", output, "--json").Succeeded().Json["problems"]!.AsArray());
        Assert.Contains("## 8-bit weights", File.ReadAllText(Path.Combine(output, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_WithoutTheTableOfWords_LeavesItInFloatingPoint()
    {
        string output = _workspace.Path("linear");
        CliRun.Of("quantize", run.Folder, "--output", output, "--embeddings", "fp32", "--max-drop", "100", "--quiet").Succeeded();
        string config = File.ReadAllText(Path.Combine(output, "config.json"));
        Assert.Contains("\"format\": \"int-quantized\"", config, StringComparison.Ordinal);
        Assert.DoesNotContain("group_1", config, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OnAQuantizedFolder_AsksForTheModelThatItWasMadeOf()
    {
        string output = _workspace.Path("small");
        CliRun.Of("quantize", run.Folder, "--output", output, "--quiet").Succeeded();
        var refused = CliRun.Of(
            "train", "--train", run.Workspace.Train, "--model", output, "--output", _workspace.Path("new"), "--max-steps", "1", "--quiet");

        Assert.Equal(2, refused.Code);
        Assert.Contains(
            "its weights are 8-bit integers, which are not trained. Floating-point weights were expected. Train the fp32 model that it was "
            + "made of, and quantize the result (matiz quantize).",
            refused.Error, StringComparison.Ordinal);
        var again = CliRun.Of("quantize", output, "--output", _workspace.Path("twice"), "--validation", run.Workspace.Validation);
        Assert.Equal(2, again.Code);
        Assert.Contains("its weights are 8-bit integers already.", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_WithoutRows_AsksForThem()
    {
        var refused = CliRun.Of("quantize", Workspace.TinyClassifier, "--output", _workspace.Path("small"));

        Assert.Equal(2, refused.Code);
        Assert.Contains("there are no validation rows", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Give them: --validation F.", refused.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_workspace.Path("small")));
    }

    [Fact]
    public void Quantize_IntoAFolderOfOthers_OrByAnUnknownMetric_IsRefused()
    {
        Directory.CreateDirectory(_workspace.Path("full"));
        File.WriteAllText(_workspace.Path("full/mine.txt"), "mine");
        Assert.Contains(
            "the folder is not empty. A new or an empty one was expected.",
            CliRun.Of("quantize", run.Folder, "--output", _workspace.Path("full")).Error, StringComparison.Ordinal);
        var refused = CliRun.Of("quantize", run.Folder, "--output", _workspace.Path("small"), "--metric", "beauty");
        Assert.Equal(2, refused.Code);
        Assert.Contains("there is no metric 'beauty' of these rows.", refused.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_workspace.Path("small")));
    }

    public void Dispose() => _workspace.Dispose();
}
