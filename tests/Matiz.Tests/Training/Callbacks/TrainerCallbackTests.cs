using Matiz.Training;

namespace Matiz.Tests.Training;

/// <summary>What a training tells while it runs, and what those it tells may ask for.</summary>
public sealed class TrainerCallbackTests
{
    [Fact]
    public void Train_Callbacks_AreCalledInTheReferencesOrder()
    {
        using var folder = new TemporaryFolder();
        var calls = new List<string>();
        var arguments = new TrainingArguments
        {
            BatchSize = 4,
            Epochs = 2,
            LoggingSteps = 2,
            SaveStrategy = IntervalStrategy.Epoch,
            OutputDirectory = folder["run"],
        };
        var trainer = new Trainer(TinyRuns.Model(), arguments, TinyRuns.Rows(8), TinyRuns.Rows(6, "validation"));
        trainer.AddCallback(new Recorder((name, context, _) => calls.Add($"{name} {context.State.Step}")));

        trainer.Train();

        Assert.Equal(
            [
                "train begin 0", "epoch begin 0", "step 1", "step 2", "log 2", "log 2", "evaluate 2", "save 2", "epoch end 2",
                "epoch begin 2", "step 3", "step 4", "log 4", "log 4", "evaluate 4", "save 4", "epoch end 4", "log 4", "train end 4",
            ],
            calls);
    }

    [Fact]
    public void Train_CallbackAsksForMore_GetsIt()
    {
        using var folder = new TemporaryFolder();
        var trainer = new Trainer(
            TinyRuns.Model(),
            TinyRuns.Arguments with
            {
                OutputDirectory = folder["run"],
                LoggingStrategy = IntervalStrategy.No,
                SaveStrategy = IntervalStrategy.No,
                EvaluationStrategy = IntervalStrategy.No,
            },
            TinyRuns.Rows(40),
            TinyRuns.Rows(6, "validation"));
        trainer.AddCallback(new Recorder((name, context, _) =>
        {
            if (name != "step" || context.State.Step != 3) return;
            (context.Control.ShouldLog, context.Control.ShouldEvaluate, context.Control.ShouldSave, context.Control.ShouldStop) = (
                true, true, true, true);
        }));

        var result = trainer.Train();

        Assert.Equal([3, 3, 3], result.History.Select(entry => entry.Step));   // loss, evaluation, end
        Assert.True(result.StoppedEarly);
        Assert.True(Directory.Exists(folder["run/checkpoint-3"]));
    }

    [Fact]
    public void Train_EarlyStopping_EndsAfterPatienceWithoutImprovement()
    {
        var trainer = new Trainer(
            TinyRuns.Model(),
            TinyRuns.Arguments with
            {
                Epochs = 20,
                EarlyStoppingPatience = 2,
                EarlyStoppingThreshold = 100,
                EvaluationStrategy = IntervalStrategy.Steps,
                EvaluationSteps = 4,
            },
            TinyRuns.Rows(40),
            TinyRuns.Rows(12, "validation"));

        var result = trainer.Train();

        Assert.True(result.StoppedEarly);
        Assert.Equal(12, result.Steps);   // the first evaluation always improves, the second and third by less than 100
        Assert.IsType<EarlyStoppingCallback>(trainer.Callbacks[0]);
    }

    [Fact]
    public void Train_Progress_TellsEveryStepAndTheTimeLeft()
    {
        var reports = new List<TrainingProgress>();

        new Trainer(TinyRuns.Model(), TinyRuns.Arguments, TinyRuns.Rows(40), TinyRuns.Rows(6, "validation")).Train(new Collector(reports));

        var steps = reports.Where(report => report.Phase == TrainingPhase.Training).ToList();
        Assert.Equal(Enumerable.Range(1, 18), steps.Select(report => report.Step));
        Assert.All(
            steps, report => Assert.True(report is { TotalSteps: 18, EpochCount: 3, Loss: > 0, TokensPerSecond: > 0, GradientNorm: > 0 }));
        Assert.True(steps[0].TimeLeft > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, steps[^1].TimeLeft);
        Assert.Equal([7, 14, 18], reports.Select(report => report.Evaluation).OfType<LogEntry>().Select(entry => entry.Step));
    }

    private sealed class Collector(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => reports.Add(value);
    }
}

/// <summary>Hands every call to a function.</summary>
internal sealed class Recorder(Action<string, TrainerContext, LogEntry?> called) : TrainerCallback
{
    public override void OnTrainBegin(TrainerContext context) => called("train begin", context, null);

    public override void OnEpochBegin(TrainerContext context) => called("epoch begin", context, null);

    public override void OnStepEnd(TrainerContext context) => called("step", context, null);

    public override void OnLog(TrainerContext context, LogEntry entry) => called("log", context, entry);

    public override void OnEvaluate(TrainerContext context, LogEntry entry) => called("evaluate", context, entry);

    public override void OnSave(TrainerContext context, string checkpoint) => called("save", context, null);

    public override void OnEpochEnd(TrainerContext context) => called("epoch end", context, null);

    public override void OnTrainEnd(TrainerContext context) => called("train end", context, null);
}
