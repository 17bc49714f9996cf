using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Runs;

/// <summary>Options that could do nothing are told; messages speak of options, not of keys in files or of parameters in code.</summary>
public sealed class RunMessagesTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public static TheoryData<string[], string> Refusals => new()
    {
        {
        [
            "--validation-fraction", "0.2",
        ], "--validation-fraction and --validation were both given. One of them was expected: a share of the training rows, or files. "
            + "Leave one out." },
        {
        [
            "--metric", "test_f1",
        ], "--metric: 'test_f1' is measured on the test rows, which never decide between evaluations. "
            + "A metric of the validation rows was expected. Take --metric f1." },
        { ["--metric", "bleu"], "--metric: 'bleu' does not exist for single_label_classification. Expected one of loss, accuracy, f1," },
        { ["--metric", ""], "--metric: found '', expected a value (KEY)." },
        { ["--metric", "mse"], "--metric: 'mse' does not exist for single_label_classification." },
        { ["--class-weight", ""], "--class-weight: found '', expected a value (balanced|F)." },
        { ["--epochs", "1e300"], "1E+300 epochs make 8e300 steps; at most 2147483647 are possible. Take fewer epochs." },
        { ["--gradient-accumulation", "2147483648"], "--gradient-accumulation: found '2147483648'" },
        { ["--freeze", "nothing"], "the parts to freeze cannot be found: " },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Refused(string[] options, string message)
    {
        string[] arguments =
            [.. _workspace.TrainArguments("run").Where(
                (word, index) => index is not (11 or 12) || !options.Contains("--epochs")), .. options];
        var run = CliRun.Of(arguments);
        Assert.Equal(2, run.Code);
        Assert.StartsWith("matiz: " + message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(_workspace.Path("run")));
    }

    [Theory]
    [InlineData("--metric", "f1")]
    [InlineData("--patience", "2")]
    [InlineData("--keep", "best")]
    public void WhatDecidesBetweenEvaluations_WithoutValidationRows_IsRefused(string option, string value)
    {
        var run = CliRun.Of(
            "train", "--train", _workspace.Train, "--validation-fraction", "0", "--model", Workspace.TinyModel, "--output",
            _workspace.Path("run"), "--max-steps", "1", "--quiet", option, value);
        Assert.Equal(2, run.Code);
        Assert.StartsWith(
            $"matiz: {option}{(option is "--keep" ? " best" : "")} was given, but there are no validation rows", run.Error,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("run")));
    }

    [Fact]
    public void KeepLast_WithoutValidationRows_IsTaken() => CliRun.Of(
        "train", "--train", _workspace.Train, "--validation-fraction", "0", "--model", Workspace.TinyModel, "--output",
        _workspace.Path("run"), "--max-steps", "1", "--no-report", "--quiet", "--keep", "last").Succeeded();

    [Theory]
    [InlineData("train")]
    [InlineData("features")]
    public void FractionOfTheSample_IsRefused(string command)
    {
        var run = CliRun.Of(command, "--validation-fraction", "0.2", "--output", _workspace.Path("run"));
        Assert.Equal(2, run.Code);
        Assert.StartsWith("matiz: --validation-fraction 0.2 was given without --train.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"joy\": 0, \"anger\": 1, \"fear\": 1}", "(the weight of class 'joy' is 0; a number above 0 was expected)")]
    [InlineData("{\"joy\": \"much\"}", "(a weight is no number)")]
    [InlineData("{\"joy\": 1,\n}", "(line 2 is no JSON)")]
    [InlineData("[1]", "(neither 'balanced' nor an object)")]
    public void ClassWeights_SayWhatIsWrong(string text, string reason)
    {
        string file = _workspace.Write("weights.json", text);
        var run = CliRun.Of(_workspace.TrainArguments("run", "--class-weight", file));
        Assert.Equal(2, run.Code);
        Assert.EndsWith(
            $"Correct the file. {reason}\n", run.Error.Replace(".)\n", ")\n", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--batch-size", "2147483647")]
    [InlineData("--gradient-accumulation", "1073741824")]
    [InlineData("--gradient-accumulation", "2147483647")]
    public void BatchLargerThanTheRows_IsOneBatch(string option, string value)
    {
        string[] arguments = [.. _workspace.TrainArguments("run", "--no-report", "--json").Select(
            word => word == "8" && option is "--batch-size" ? value : word)];
        if (option is not "--batch-size") arguments = [.. arguments, option, value];
        Assert.Equal(2, CliRun.Of(arguments).Succeeded().Json["total_steps"]!.GetValue<int>());
    }

    [Fact]
    public void Warmup_IsWarnedOf_ThoughQuiet()
    {
        var run = CliRun.Of(_workspace.TrainArguments("run", "--warmup-steps", "1000", "--no-report")).Succeeded();
        Assert.StartsWith(
            "warning: the warm-up takes 1000 steps, but the run has 16 steps: the learning rate comes up to ", run.Error,
            StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void MetricThatIsNeverDefined_IsWarnedOf_ThoughQuiet()
    {
        string joy = _workspace.Write("joy.csv", "text,label\ni was glad,joy\ni was happy,joy\n");
        string[] arguments = [.. _workspace.TrainArguments("run", "--metric", "roc_auc_ovr", "--patience", "1", "--no-report").Select(
            word => word == _workspace.Validation ? joy : word)];
        var run = CliRun.Of(arguments).Succeeded();
        Assert.Contains(
            "warning: eval_roc_auc_ovr was undefined in every evaluation, so none was better than another, and training stopped after 1 of "
            + "them; the weights of the last step are kept.",
            run.Error,
            StringComparison.Ordinal);
        Assert.Single(run.Error.Split("undefined in every"), part => part.StartsWith(" evaluation", StringComparison.Ordinal));
    }

    [Fact]
    public void IterationsThatDoNotSuffice_NameTheirOption()
    {
        var run = CliRun.Of(_workspace.FeaturesArguments("run", "--max-iter", "1", "--no-report")).Succeeded();
        Assert.Contains("allow more iterations (--max-iter)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_StandAboveTheLineOfATerminal()
    {
        string[] arguments =
            [.. _workspace.TrainArguments("run", "--warmup-steps", "1000", "--no-report").Where(word => word is not "--quiet")];
        Assert.Contains("warning: the warm-up takes 1000 steps", CliRun.OnTerminal(arguments).Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void BestCheckpointGone_GoesOn()
    {
        // The first epoch is the best: nothing is learned with such a rate, and a tie keeps the earlier.
        string run = _workspace.Path("run");
        CliRun.Of(
            [.. _workspace.TrainArguments("run", "--no-report", "--save-limit", "9").Select(word => word == "0.003" ? "1e-12" : word)])
            .Succeeded();
        foreach (string name in (string[])["all_results.json", "model.safetensors", "trainer_state.json"])
            File.Delete(Path.Combine(run, name));
        int best =
            JsonNode.Parse(
                File.ReadAllText(Path.Combine(run, "checkpoint-16", "trainer_state.json")))!["best_global_step"]!.GetValue<int>();
        File.Delete(Path.Combine(run, $"checkpoint-{best}", "model.safetensors"));
        var resumed = CliRun.Of("train", "--output", run, "--resume", "--quiet").Succeeded();
        Assert.StartsWith(
            $"warning: {Path.Combine(run, "checkpoint-8")}: the best checkpoint so far is gone or damaged; "
            + "of those that are there, step 16 is the best (eval_f1 ",
            resumed.Error, StringComparison.Ordinal);
        Assert.Equal("", CliRun.Of("train", "--output", run, "--resume", "--quiet").Succeeded().Error);
    }

    public void Dispose() => _workspace.Dispose();
}
