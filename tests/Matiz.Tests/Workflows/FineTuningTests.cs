using Matiz.Data;
using Matiz.Runs;
using Matiz.Testing;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Tests.Workflows;

public sealed class FineTuningTests
{
    [Fact]
    public void Run_FilesAndModel_LeavesAWholeRun()
    {
        using var folder = new TemporaryFolder();
        var selection = JobFiles.Write(folder);
        var phases = new List<FineTuningPhase>();

        var result = NewTuning(selection).Run(folder["run"], new Recording(value => phases.Add(value.Phase)));

        Assert.Equal(["validation", "test"], result.Outputs.Keys);
        Assert.NotNull(result.Results["test_f1"]);
        Assert.NotNull(result.Results["eval_dummy_accuracy"]);
        Assert.NotNull(result.Baselines);
        Assert.Equal(folder["run/report.html"], result.ReportPath);
        Assert.Equal(Enum.GetValues<FineTuningPhase>(), phases.Distinct());
        string[] files = ["README.md", "baselines.json", "umap.safetensors", "dataset_info.json", "predictions.jsonl", "test_results.json"];
        Assert.All(files, file => Assert.True(File.Exists(folder["run/" + file]), file));
        Assert.True(RunFolder.Open(folder["run"]).IsFinished);
        var record = RunRecord.Load(folder["run"]);
        Assert.Equal(48, RecordedRun.LoadTrainRows(record).Count + record.Predictions("validation").Count);
        Assert.False(File.Exists(folder["run/run.lock"]));
    }

    [Fact]
    public void Run_Interrupted_GoesOnBitForBit()
    {
        using var folder = new TemporaryFolder();
        var selection = JobFiles.Write(folder);
        NewTuning(selection, withReport: false).Run(folder["whole"]);
        using var cancellation = new CancellationTokenSource();
        var stop = new Recording(value =>
        {
            if (value.Training is { Phase: TrainingPhase.Training, Step: 2 }) cancellation.Cancel();
        });

        Assert.Throws<TrainingInterruptedException>(
            () => NewTuning(selection, withReport: false).Run(folder["cut"], stop, cancellation.Token));
        NewTuning(selection, withReport: false, resume: true).Run(folder["cut"]);

        Assert.Equal(TinyRuns.HashOf(folder["whole"]), TinyRuns.HashOf(folder["cut"]));
        Assert.Equal(File.ReadAllText(folder["whole/predictions.jsonl"]), File.ReadAllText(folder["cut/predictions.jsonl"]));
    }

    [Fact]
    public void New_NumbersInAnotherOrderThanTheModels_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var model = SharedFiles.Golden("tiny/distilbert/sequence-classification");
        string[] names = [.. Matiz.Models.ModelConfig.Load(model).Labels.Names.Reverse()];
        File.WriteAllText(folder["train.csv"], "text,label\n" + string.Join('\n', names.Select((_, i) => $"row {i},{i}")) + "\n");
        var data = Dataset.Load(folder["train.csv"], options: new DataOptions { LabelNames = names });

        string message = Assert.Throws<TrainingException>(() => new FineTuning(StartingModel.InFolder(model), data)).Message;

        Assert.StartsWith(
            "the labels of the rows are indices in the order of DataOptions.LabelNames ('", message, StringComparison.Ordinal);
        Assert.EndsWith("or write names in the place of numbers.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_WithoutValidationRows_KeepsTheLastWeights()
    {
        using var folder = new TemporaryFolder();
        JobFiles.Write(folder);
        var options = new FineTuningOptions { Arguments = JobFiles.Arguments with { LoadBestModelAtEnd = true } };

        var tuning = new FineTuning(JobFiles.Model, Dataset.Load(folder["train.csv"]), options);

        Assert.False(tuning.Arguments.LoadBestModelAtEnd);
        Assert.Equal(4, tuning.TotalSteps);
    }

    private static FineTuning NewTuning(DataSelection selection, bool withReport = true, bool resume = false) => new(
        JobFiles.Model,
        selection.Load(),
        new FineTuningOptions
        {
            Arguments = JobFiles.Arguments with { Resume = resume },
            WithReport = withReport,
            Selection = selection,
            Cache = null,
        });

    private sealed class Recording(Action<FineTuningProgress> report) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => report(value);
    }
}
