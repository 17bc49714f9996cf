using Matiz.Data;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Tests.Training.Runs;

/// <summary>What a trainer writes of its rows: the output folder of a program is a finished run.</summary>
public sealed class TrainedRowsTests
{
    private static readonly TrainingArguments Short = TinyRuns.Arguments with { MaxSteps = 3 };

    [Fact]
    public void Train_OutputFolder_IsAFinishedRun()
    {
        using var folder = new TemporaryFolder();
        var trainer = new Trainer(
            TinyRuns.Model(), Short with { OutputDirectory = folder["run"] }, TinyRuns.Rows(40), TinyRuns.Rows(12, "validation"));

        trainer.Train();

        var record = RunRecord.Load(folder["run"]);
        var measured = trainer.Evaluate();
        Assert.Equal([40, 12], record.Dataset.Splits.Values.Select(split => split.Rows));
        Assert.Equal(12, record.Predictions("validation").Count);
        Assert.Equal(measured["eval_f1"], record.Results["eval_f1"]);
        Assert.Equal(3, record.Results["total_steps"]);
        Assert.NotNull(record.Results["peak_memory_bytes"]);
        Assert.NotNull(record.Dataset.Splits["train"].TokenLengths);
        Assert.True(RunFolder.Open(folder["run"]).IsFinished);
        Assert.False(File.Exists(folder["run/run.lock"]));
    }

    [Fact]
    public void Train_RowsOfAnotherNameAndOrder_AreValidationInTheOrderOfTheModel()
    {
        using var folder = new TemporaryFolder();
        var other = TinyRuns.Rows(12, "dev").WithLabels(new ClassLabel(["anger", "fear", "joy", "love", "sadness", "surprise"]));
        var model = TinyRuns.Model();

        new Trainer(model, Short with { OutputDirectory = folder["run"] }, TinyRuns.Rows(40), other).Train();

        var rows = RunRecord.Load(folder["run"]).Predictions("validation");
        Assert.Equal(TinyRuns.Rows(12).Select(row => row.Label), rows.Select(row => row.Label));
        Assert.All(rows, row => Assert.Equal("validation", row.Source.Split));
    }

    [Fact]
    public void Train_WithoutEvaluationRows_HasNoPredictions()
    {
        using var folder = new TemporaryFolder();

        new Trainer(TinyRuns.Model(), Short with { OutputDirectory = folder["run"] }, TinyRuns.Rows(40)).Train();

        var record = RunRecord.Load(folder["run"]);
        Assert.Empty(record.ReadPredictions());
        Assert.Equal(["train"], record.Dataset.Splits.Keys);
        Assert.Equal(3, record.Results["total_steps"]);
    }

    [Fact]
    public void Train_EncodedRows_WritesResultsAlone()
    {
        using var folder = new TemporaryFolder();
        var model = TinyRuns.Model();
        var (train, evaluation) = (
            EncodedDataset.Encode(TinyRuns.Rows(40), model), EncodedDataset.Encode(TinyRuns.Rows(12, "validation"), model));

        new Trainer(model, Short with { OutputDirectory = folder["run"] }, train, evaluation).Train();

        Assert.NotNull(RunFolder.Open(folder["run"]).ReadAllResults()["eval_f1"]);
        Assert.False(File.Exists(folder["run/predictions.jsonl"]));
        Assert.EndsWith(
            "give the Trainer datasets (Dataset, not EncodedDataset), and train again.",
            Assert.Throws<TrainingException>(() => RunRecord.Load(folder["run"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Interrupted_FinishesWhenResumed()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        Trainer NewTrainer(TrainingArguments arguments) =>
            new(TinyRuns.Model(), arguments, TinyRuns.Rows(40), TinyRuns.Rows(12, "validation"));
        var cut = NewTrainer(Short with { OutputDirectory = folder["run"] });
        cut.AddCallback(new Recorder((name, context, _) =>
        {
            if (name == "step" && context.State.Step == 2) cancellation.Cancel();
        }));

        Assert.Throws<TrainingInterruptedException>(() => cut.Train(cancellationToken: cancellation.Token));
        Assert.False(RunFolder.Open(folder["run"]).HasResults);
        Assert.False(File.Exists(folder["run/run.lock"]));
        NewTrainer(Short with { OutputDirectory = folder["run"], Resume = true }).Train();

        Assert.Equal(12, RunRecord.Load(folder["run"]).Predictions("validation").Count);
    }

    [Fact]
    public void Train_Twice_NeedsOverwriteOrResume()
    {
        using var folder = new TemporaryFolder();
        Trainer NewTrainer(TrainingArguments arguments) =>
            new(TinyRuns.Model(), arguments, TinyRuns.Rows(40), TinyRuns.Rows(12, "validation"));
        var arguments = Short with { OutputDirectory = folder["run"] };
        NewTrainer(arguments).Train();
        var predictions = File.ReadAllText(folder["run/predictions.jsonl"]);

        Assert.StartsWith(
            $"the folder '{folder["run"]}' holds an earlier run.",
            Assert.Throws<TrainingException>(() => NewTrainer(arguments).Train()).Message, StringComparison.Ordinal);
        NewTrainer(arguments with { Resume = true }).Train();
        NewTrainer(arguments with { Overwrite = true }).Train();

        Assert.Equal(predictions, File.ReadAllText(folder["run/predictions.jsonl"]));
        Assert.Empty(Directory.EnumerateDirectories(folder["run"], ".new-run*"));
    }

    [Fact]
    public void Train_LockedFolder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var held = RunLock.Take(folder["run"]);
        var trainer = new Trainer(TinyRuns.Model(), Short with { OutputDirectory = folder["run"] }, TinyRuns.Rows(40));

        Assert.StartsWith(
            $"{folder["run"]}: another run is at work in this folder:",
            Assert.Throws<TrainingException>(() => trainer.Train()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Regression_IsAFinishedRun()
    {
        using var folder = new TemporaryFolder();
        var rows = Dataset.From(Enumerable.Range(0, 12), i => $"row {i}", i => i / 4f);
        var model = Matiz.Models.AutoModelForSequenceClassification.FromPretrained(
            Testing.SharedFiles.Golden("tiny/bert/base"), new ClassLabel(["value"]), ProblemType.Regression);

        new Trainer(model, Short with { OutputDirectory = folder["run"] }, rows, rows).Train();

        var record = RunRecord.Load(folder["run"]);
        Assert.Equal(12, record.Predictions("validation").Count);
        Assert.NotNull(record.Results["eval_mse"]);
    }
}
