using Matiz.Data;
using Matiz.Training;

namespace Matiz.Tests.Training;

/// <summary>What a training says once, and goes on.</summary>
public sealed class TrainingWarningsTests
{
    [Theory]
    [InlineData(
        1000, 0, SchedulerType.Linear,
        "the warm-up takes 1000 steps, but the run has 4 steps: the learning rate comes up to 6e-6 at most, not to 0.002. "
        + "Take a shorter warm-up, or train longer.")]
    [InlineData(
        4, 0, SchedulerType.Cosine,
        "the warm-up takes 4 steps, but the run has 4 steps: the learning rate comes up to 0.0015 at most, not to 0.002. "
        + "Take a shorter warm-up, or train longer.")]
    [InlineData(
        2, 0, SchedulerType.Constant,
        "the warm-up of 2 steps is ignored: the schedule constant has none. Take constant_with_warmup, or leave the warm-up out.")]
    [InlineData(
        2, 0.5, SchedulerType.Linear,
        "a warm-up of 2 steps and one of 0.5 of all steps are given: the number of steps counts, the share is ignored.")]
    [InlineData(3, 0, SchedulerType.Linear, null)]
    [InlineData(0, 0, SchedulerType.Constant, null)]
    public void Warmup_ThatCannotBe_IsSaidOnce(int steps, double ratio, SchedulerType scheduler, string? expected)
    {
        var arguments = new TrainingArguments
        {
            MaxSteps = 4,
            BatchSize = 4,
            LearningRate = 2e-3,
            WarmupSteps = steps,
            WarmupRatio = ratio,
            Scheduler = scheduler,
        };

        Assert.Equal(expected is null ? [] : [expected], WarningsOf(arguments));
    }

    [Fact]
    public void RateOfZeroInTheOnlyStep_IsSaid() => Assert.Equal(
        [
            "the learning rate is 0 in the only step, as the warm-up takes 1 step: nothing is learned. "
            + "Take a shorter warm-up, or train longer.",
        ],
        WarningsOf(new TrainingArguments { MaxSteps = 1, WarmupRatio = 0.1, BatchSize = 4 }));

    [Theory]
    [InlineData(true, null, "")]
    [InlineData(false, 1, ", and training stopped after 1 of them")]
    public void MetricThatIsNeverDefined_IsSaidOnce(bool best, int? patience, string stopped)
    {
        var arguments = new TrainingArguments
        {
            Epochs = 3,
            BatchSize = 6,
            Metric = "roc_auc_ovr",
            LoadBestModelAtEnd = best,
            EarlyStoppingPatience = patience,
        };

        Assert.Equal(
            [
                $"eval_roc_auc_ovr was undefined in every evaluation, so none was better than another{stopped}; "
                + "the weights of the last step are kept. Choose a metric other than roc_auc_ovr for rows such as these.",
            ],
            WarningsOf(arguments, OneClass()));
    }

    [Fact]
    public void MetricThatIsDefined_IsNotSpokenOf() =>
        Assert.Empty(
            WarningsOf(
                new TrainingArguments { Epochs = 2, BatchSize = 6, Metric = "f1", LoadBestModelAtEnd = true, EarlyStoppingPatience = 1 },
                OneClass()));

    [Fact]
    public void BestCheckpointGone_IsNoticedWhenResuming_AndCountedFromWhatIsThere()
    {
        using var folder = new TemporaryFolder();
        var arguments = new TrainingArguments
        {
            OutputDirectory = folder["run"],
            Epochs = 4,
            BatchSize = 6,
            LearningRate = 2e-3,
            SaveStrategy = IntervalStrategy.Epoch,
            LoadBestModelAtEnd = true,
            Metric = "loss",
            GreaterIsBetter = true,
        };
        using var stop = new CancellationTokenSource();
        var trainer = NewTrainer(arguments, TinyRuns.Rows(12, "validation"));
        trainer.AddCallback(new Recorder((name, context, _) => StopAt(name is "step" && context.State.Step == 13)));
        Assert.Throws<TrainingInterruptedException>(() => trainer.Train(cancellationToken: stop.Token));
        int best = trainer.State!.BestStep!.Value;
        Assert.Equal(4, best);                                  // the loss falls, and the greatest is asked for
        Directory.Delete(folder[$"run/checkpoint-{best}"], recursive: true);

        var told = new Listener();
        var resumed = NewTrainer(arguments with { Resume = true }, TinyRuns.Rows(12, "validation")).Train(told);

        string warning = Assert.Single(told.Warnings);
        Assert.StartsWith(
            $"{folder["run/checkpoint-4"]}: the best checkpoint so far is gone or damaged; "
            + "of those that are there, step 8 is the best (eval_loss ",
            warning, StringComparison.Ordinal);
        Assert.Equal(8, resumed.BestStep);
        Assert.Equal(TinyRuns.HashOf(folder["run/checkpoint-8"]), TinyRuns.HashOf(folder["run"]));

        void StopAt(bool now)
        {
            if (now) stop.Cancel();
        }
    }

    [Fact]
    public void FirstLossThatIsNoNumber_DoesNotBlameTheLearningRate()
    {
        var model = TinyRuns.Model();
        foreach (
            var parameter in model.Parameters.Where(parameter => parameter.Name.StartsWith("classifier.weight", StringComparison.Ordinal)))
            parameter.CopyFrom([.. Enumerable.Range(0, (int)parameter.Length).Select(i => i % 2 == 0 ? 3e38f : -3e38f)]);

        var exception = Assert.Throws<TrainingException>(
            () => new Trainer(model, new TrainingArguments { MaxSteps = 1 }, TinyRuns.Rows(6)).Train());

        Assert.DoesNotContain("learning rate (", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("diverged", exception.Message, StringComparison.Ordinal);
    }

    private static List<string> WarningsOf(TrainingArguments arguments, Dataset? evaluation = null)
    {
        var told = new Listener();
        NewTrainer(arguments, evaluation).Train(told);
        return told.Warnings;
    }

    private static Trainer NewTrainer(TrainingArguments arguments, Dataset? evaluation) =>
        new(TinyRuns.Model(), arguments, TinyRuns.Rows(24), evaluation);

    private static Dataset OneClass() => TinyRuns.Rows(12, "validation").Filter(row => row.Label.Index == 0);

    private sealed class Listener : IProgress<TrainingProgress>
    {
        public List<string> Warnings { get; } = [];

        public void Report(TrainingProgress value)
        {
            if (value.Warning is { } warning) Warnings.Add(warning);
        }
    }
}
