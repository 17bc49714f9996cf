using System.Text.Json.Nodes;
using Matiz.Tests.Workflows.Quantization;

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
    public void Quantize_ADropThatIsTooLarge_IsRefusedByBothFigures_AndNothingIsWritten()
    {
        string model = Suffering([.. SufferingModel.Encoder, "bert.pooler.dense", "classifier"]);
        var refused = CliRun.Of(
            "quantize", model, "--output", _workspace.Path("small"), "--validation", run.Workspace.Validation, "--max-drop", "0.5",
            "--embeddings", "fp32");

        Assert.Equal(2, refused.Code);
        Assert.Empty(refused.Output);
        Assert.Matches(
            @"quantized, f1 goes from \d\.\d{4} to 0\.\d{4} on 12 validation rows, \d+\.\d\d points, and stays too low with up to half "
            + @"of the weights kept in floating point\. At most 0\.5 points were expected, so nothing was written\. Most suffer (.+) "
            + @"\(.* % of the logits\), (.+) \(.* % of the logits\), (.+) \(.* % of the logits\)\. Allow more \(--max-drop\), or use the "
            + @"model as it is\.",
            refused.Error);
        Assert.Equal(["model"], Directory.GetFileSystemEntries(_workspace.Root).Where(Directory.Exists).Select(Path.GetFileName));
    }

    [Fact]
    public void Quantize_ALayerThatSuffers_IsKept_AndTheAnswerSaysWhich()
    {
        string model = Suffering(["classifier"]), first = _workspace.Path("first"), second = _workspace.Path("second");
        string[] line = ["quantize", model, "--validation", run.Workspace.Validation, "--max-drop", "1", "--quiet", "--output"];
        var told = CliRun.Of([.. line, first, "--json"]).Succeeded().Json;
        Assert.Equal(["classifier"], told["kept"]!.AsObject().Select(pair => pair.Key));
        Assert.True(told["drop_points"]!.GetValue<double>() <= 1 || told["after"]!.GetValue<double>() > 0.8);
        Assert.Contains(" Kept in fp32: classifier.\n", CliRun.Of([.. line, second]).Succeeded().Output, StringComparison.Ordinal);
        var evaluated = CliRun.Of("evaluate", first, "--test", run.Workspace.Validation, "--json", "--quiet").Succeeded().Json;
        Assert.Equal(told["after"]!.GetValue<double>(), evaluated["f1"]!.GetValue<double>(), 1e-9);
    }

    [Fact]
    public void Quantize_ACheckpointOfARun_CutsTextsWhereTheRunDid()
    {
        CliRun.Of(_workspace.TrainArguments("run", "--max-length", "9", "--no-report", "--max-steps", "2")).Succeeded();
        string checkpoint = _workspace.Path("run/checkpoint-2"), output = _workspace.Path("small");
        CliRun.Of("quantize", checkpoint, "--output", output, "--validation", run.Workspace.Validation, "--quiet").Succeeded();
        Assert.Contains("\"max_length\": 9", File.ReadAllText(Path.Combine(output, "quantization_results.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_TheModelOfAFeaturesRun_KeepsItsHead_AndEveryCommandRunsIt()
    {
        CliRun.Of([.. run.Workspace.FeaturesArguments("features", "--save-model", "--no-report", "--overwrite")]).Succeeded();
        string features = run.Workspace.Path("features"), output = _workspace.Path("small");
        var told = CliRun.Of("quantize", features, "--output", output, "--json", "--quiet").Succeeded().Json;

        var evaluated = CliRun.Of("evaluate", output, "--test", run.Workspace.Validation, "--json", "--quiet").Succeeded().Json;
        Assert.Equal("int8", evaluated["precision"]!.GetValue<string>());
        Assert.Equal(told["after"]!.GetValue<double>(), evaluated["f1"]!.GetValue<double>(), 1e-9);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(features, "2_Dense/model.safetensors")),
            File.ReadAllBytes(Path.Combine(output, "2_Dense/model.safetensors")));
        Assert.Empty(CliRun.Of("info", output, "--json").Succeeded().Json["problems"]!.AsArray());
    }

    [Fact]
    public void Features_OfAQuantizedFolder_AreComputedInInt8_AndSavedSo_UnlessAskedOtherwise()
    {
        string small = _workspace.Path("small");
        CliRun.Of("quantize", run.Folder, "--output", small, "--quiet").Succeeded();
        foreach (string precision in (string[])["int8", "fp32"])
        {
            string output = _workspace.Path("features-" + precision);
            CliRun.Of([
                "features", "--train", run.Workspace.Train, "--validation", run.Workspace.Validation, "--model", small, "--output", output,
                "--save-model", "--no-report", "--no-cache", "--quiet", .. precision is "fp32" ? (string[])["--precision", "fp32"] : [],
            ]).Succeeded();
            string settings = File.ReadAllText(Path.Combine(output, "training_args.json"));
            Assert.Contains($"\"precision\": \"{precision}\"", settings, StringComparison.Ordinal);
            var results = JsonNode.Parse(File.ReadAllText(Path.Combine(output, "all_results.json")))!;
            var evaluated = CliRun.Of(
                "evaluate", output, "--test", run.Workspace.Validation, "--json", "--quiet", "--precision", precision).Succeeded().Json;
            Assert.Equal(results["eval_loss"]!.GetValue<double>(), evaluated["loss"]!.GetValue<double>(), 1e-4);
        }
    }

    [Fact]
    public void Convert_AQuantizedFolder_GivesTheAnswersOfItsNumbersInSinglePrecision()
    {
        string small = _workspace.Path("small"), whole = _workspace.Path("whole");
        CliRun.Of("quantize", run.Folder, "--output", small, "--quiet").Succeeded();
        CliRun.Of("convert", small, "--to", "safetensors", "--output", whole, "--quiet").Succeeded();

        string[] line = ["i was glad and scared on day 3", "--json", "--quiet", "--max-length", "64"];
        string expected = CliRun.Of(["predict", small, .. line, "--precision", "fp32"]).Succeeded().Output;
        Assert.Equal(expected, CliRun.Of(["predict", whole, .. line]).Succeeded().Output);
        Assert.NotEqual(expected, CliRun.Of(["predict", small, .. line]).Succeeded().Output);
        Assert.Empty(CliRun.Of("info", whole, "--json").Succeeded().Json["problems"]!.AsArray());
        Assert.Contains("## Floating-point weights", File.ReadAllText(Path.Combine(whole, "README.md")), StringComparison.Ordinal);
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

    private string Suffering(string[] layers)
    {
        string folder = _workspace.Path("model");
        new SufferingModel(run.Folder).Spoil(layers).Save(folder);
        return folder;
    }
}
