using System.Text.Json.Nodes;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Tests.Training.Checkpoints;

/// <summary>A run that is cut off anywhere and resumed ends in the bits of one that was not.</summary>
public sealed class ResumeTests
{
    private static readonly TrainingArguments Arguments = TinyRuns.Arguments with
    {
        LoadBestModelAtEnd = true,
        Metric = "f1",
        SaveLimit = 1,
        ExtraSaveSteps = 4,
        LoggingSteps = 5,
        EarlyStoppingPatience = 3,
    };

    [Fact]
    public void Resume_FromACopyTakenAtAnySave_EndsInTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var trainer = Trainer(model, Arguments with { OutputDirectory = folder["whole"] });
        trainer.AddCallback(new Recorder((name, context, _) =>
        {
            // What a kill leaves: whatever lies there at this moment, and a checkpoint half written.
            if (name is not ("save" or "step")) return;
            string copy = folder[$"killed-{name}-{context.State.Step}"];
            TinyRuns.CopyFolder(folder["whole"], copy);
            Directory.CreateDirectory(Path.Combine(copy, "checkpoint-99.tmp"));
            File.WriteAllText(Path.Combine(copy, "checkpoint-99.tmp", "model.safetensors"), "half");
        }));
        var whole = trainer.Train();
        var killed = Directory.EnumerateDirectories(folder.Root, "killed-*").ToList();
        Assert.InRange(killed.Count, 18 + 7, 18 + 9);   // each step; steps 4, 7, 8, 12, 14, 16, 18, and each new best

        foreach (
            string copy in killed.Where(
                copy => copy.Contains("save", StringComparison.Ordinal) || copy.EndsWith("-11", StringComparison.Ordinal)))
        {
            var resumed = Trainer(model, Arguments with { OutputDirectory = copy, Resume = true }).Train();

            Assert.Equal(TinyRuns.HashOf(folder["whole"]), TinyRuns.HashOf(copy));
            Assert.NotNull(resumed.ResumedFromStep);
            Assert.Equal(Comparable(whole), Comparable(resumed));
            Assert.False(Directory.Exists(Path.Combine(copy, "checkpoint-99.tmp")));
        }
    }

    [Fact]
    public void Resume_BeforeTheFirstCheckpoint_StartsOver()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var trainer = Trainer(model, Arguments with { OutputDirectory = folder["whole"] });
        trainer.AddCallback(new Recorder((name, context, _) =>
        {
            if (name == "step" && context.State.Step == 2) TinyRuns.CopyFolder(folder["whole"], folder["killed"]);
        }));
        trainer.Train();

        var resumed = Trainer(model, Arguments with { OutputDirectory = folder["killed"], Resume = true }).Train();

        Assert.Null(resumed.ResumedFromStep);
        Assert.Equal(TinyRuns.HashOf(folder["whole"]), TinyRuns.HashOf(folder["killed"]));
    }

    [Fact]
    public void Resume_AfterTheLastStep_OnlyFinishes()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var whole = Trainer(model, Arguments with { OutputDirectory = folder["run"] }).Train();
        string hash = TinyRuns.HashOf(folder["run"]);

        var again = Trainer(model, Arguments with { OutputDirectory = folder["run"], Resume = true }).Train();

        Assert.Equal(18, again.ResumedFromStep);
        Assert.Equal(hash, TinyRuns.HashOf(folder["run"]));
        Assert.Equal(Comparable(whole), Comparable(again));
    }

    [Theory]
    [InlineData(3)]     // in the middle of an epoch
    [InlineData(7)]     // at its end
    public void Cancel_BetweenSteps_WritesACheckpointThatResumes(int step)
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var whole = Trainer(model, Arguments with { OutputDirectory = folder["whole"] }).Train();
        using var cancellation = new CancellationTokenSource();
        var trainer = Trainer(model, Arguments with { OutputDirectory = folder["cut"] });
        trainer.AddCallback(new Recorder((name, context, _) => CancelAt(name is "step" && context.State.Step == step)));

        var interruption = Assert.Throws<TrainingInterruptedException>(() => trainer.Train(cancellationToken: cancellation.Token));
        var resumed = Trainer(model, Arguments with { OutputDirectory = folder["cut"], Resume = true }).Train();

        Assert.Equal((step, folder[$"cut/checkpoint-{step}"]), (interruption.Step, interruption.Checkpoint));
        Assert.Equal(step, resumed.ResumedFromStep);
        Assert.Equal(TinyRuns.HashOf(folder["whole"]), TinyRuns.HashOf(folder["cut"]));
        Assert.Equal(Comparable(whole), Comparable(resumed));

        void CancelAt(bool now)
        {
            if (now) cancellation.Cancel();
        }
    }

    [Fact]
    public void Cancel_DuringAnEvaluation_MakesItAgainWhenResumed()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var whole = Trainer(model, Arguments with { OutputDirectory = folder["whole"] }).Train();
        using var cancellation = new CancellationTokenSource();
        var canceller = new Canceller(cancellation, report => report is { Phase: TrainingPhase.Evaluating, Step: 14 });

        var interruption = Assert.Throws<TrainingInterruptedException>(() =>
            Trainer(model, Arguments with { OutputDirectory = folder["cut"] }).Train(canceller, cancellation.Token));
        int evaluations = EvaluationsIn(folder["cut/checkpoint-14"]);
        var resumed = Trainer(model, Arguments with { OutputDirectory = folder["cut"], Resume = true }).Train();

        Assert.Equal(14, interruption.Step);
        Assert.Equal(1, evaluations);
        Assert.Equal(14, resumed.ResumedFromStep);
        Assert.Equal(TinyRuns.HashOf(folder["whole"]), TinyRuns.HashOf(folder["cut"]));
        Assert.Equal(Comparable(whole), Comparable(resumed));
    }

    [Fact]
    public void Save_ThatFails_PassesTheReasonOnAndLeavesTheOldCheckpointWhole()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var arguments = Arguments with { ExtraSaveSteps = null };
        Trainer(model, arguments with { OutputDirectory = folder["whole"] }).Train();
        var trainer = Trainer(model, arguments with { OutputDirectory = folder["run"] });
        trainer.AddCallback(new Recorder((name, context, _) =>
        {
            if (name == "step" && context.State.Step == 14) File.WriteAllText(folder["run/checkpoint-14"], "in the way");
        }));

        Assert.Throws<IOException>(() => trainer.Train());
        File.Delete(folder["run/checkpoint-14"]);
        var resumed = Trainer(model, arguments with { OutputDirectory = folder["run"], Resume = true }).Train();

        Assert.Equal(7, resumed.ResumedFromStep);
        Assert.Equal(TinyRuns.HashOf(folder["whole"]), TinyRuns.HashOf(folder["run"]));
    }

    [Fact]
    public void Cancel_WithoutFolder_SaysThatNothingWasSaved()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        var interruption = Assert.Throws<TrainingInterruptedException>(() =>
            new Trainer(TinyRuns.Model(), TinyRuns.Arguments, TinyRuns.Rows(6)).Train(cancellationToken: cancellation.Token));

        Assert.Equal("training was interrupted after step 0; without an output folder nothing was saved.", interruption.Message);
    }

    [Fact]
    public void Resume_OtherSettingsDataOrKernels_IsRefusedNamingTheDifference()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var arguments = Arguments with { OutputDirectory = folder["run"] };
        Trainer(model, arguments).Train();
        arguments = arguments with { Resume = true };

        string Refusal(Trainer trainer) => Assert.Throws<TrainingException>(() => trainer.Train()).Message;
        string settings = Refusal(Trainer(model, arguments with { LearningRate = 1e-3 }));
        string rows = Refusal(new Trainer(TinyRuns.Model(model), arguments, TinyRuns.Rows(40).Shuffle(), TinyRuns.Rows(12, "validation")));
        using var plain = new CpuDevice(KernelVariant.Reference);
        using var other = new CpuDevice(KernelVariant.Vector128);
        bool isPlain = KernelVariants.Default == KernelVariant.Reference;
        string kernels = Refusal(
            new Trainer(TinyRuns.Model(model, isPlain ? other : plain), arguments, TinyRuns.Rows(40), TinyRuns.Rows(12, "validation")));

        Assert.Equal(
            $"the run in '{folder["run"]}' was made with other settings: learning_rate: 0.002 recorded, 0.001 given. "
            + "A resumed run has the settings, data and kernels of the interrupted one. Use those, or start a new run.",
            settings);
        Assert.Contains("train_fingerprint: ", rows, StringComparison.Ordinal);
        Assert.Contains("kernel_variant: ", kernels, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("optimizer.safetensors", null)]
    [InlineData("model.safetensors", 200)]
    [InlineData("trainer_state.json", 200)]
    [InlineData("run_state.json", 0)]
    public void Resume_DamagedCheckpoint_GoesOnFromTheOneBefore_AndEndsInTheSameBits(string name, int? kept)
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var arguments = Arguments with { OutputDirectory = folder["run"], SaveLimit = null };
        Trainer(model, arguments).Train();
        string hash = TinyRuns.HashOf(folder["run"]), damaged = folder[$"run/checkpoint-18/{name}"];
        byte[] bytes = File.ReadAllBytes(damaged);
        File.Delete(damaged);
        if (kept is { } length) File.WriteAllBytes(damaged, bytes[..length]);

        var warnings = new Warnings();
        var resumed = Trainer(model, arguments with { Resume = true }).Train(warnings);

        Assert.Equal(16, resumed.ResumedFromStep);
        Assert.Equal(hash, TinyRuns.HashOf(folder["run"]));
        string fault = kept switch { null => "is missing", 0 => "is empty", _ => "is damaged" };
        Assert.Equal(
            $"{folder["run/checkpoint-18"]}: this checkpoint is damaged ({name} {fault}) and is passed over; the run goes on from step 16.",
            Assert.Single(warnings.Said));
    }

    [Fact]
    public void Resume_NoWholeCheckpoint_StartsOver_AndSaysSo()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        var arguments = Arguments with { OutputDirectory = folder["run"] };
        Trainer(model, arguments).Train();
        string hash = TinyRuns.HashOf(folder["run"]);
        foreach (string checkpoint in Directory.GetDirectories(folder["run"], "checkpoint-*"))
            File.WriteAllText(Path.Combine(checkpoint, "optimizer.safetensors"), "short");

        var warnings = new Warnings();
        var resumed = Trainer(model, arguments with { Resume = true }).Train(warnings);

        Assert.Null(resumed.ResumedFromStep);
        Assert.Equal(hash, TinyRuns.HashOf(folder["run"]));
        Assert.Contains(
            $"{folder["run/checkpoint-18"]}: this checkpoint is damaged (optimizer.safetensors is damaged) and is passed over; "
            + "no other is whole, and the run starts over.",
            warnings.Said);
    }

    [Fact]
    public void Train_FolderInUse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Trainer(null, Arguments with { OutputDirectory = folder["run"] }).Train();

        var exception = Assert.Throws<TrainingException>(() => Trainer(null, Arguments with { OutputDirectory = folder["run"] }).Train());
        Trainer(null, Arguments with { OutputDirectory = folder["run"], Overwrite = true }).Train();

        Assert.StartsWith($"the folder '{folder["run"]}' holds an earlier run.", exception.Message, StringComparison.Ordinal);
    }

    private static Trainer Trainer(string? model, TrainingArguments arguments) =>
        new(TinyRuns.Model(model), arguments, TinyRuns.Rows(40), TinyRuns.Rows(12, "validation"));

    private static int EvaluationsIn(string checkpoint) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(checkpoint, "trainer_state.json")))!["log_history"]!.AsArray()
            .Count(entry => entry!["eval_loss"] is not null);

    // Everything but the times.
    private static IEnumerable<string> Comparable(TrainingResult result) =>
        from entry in result.History
        from value in entry.Values
        where !value.Key.EndsWith("runtime", StringComparison.Ordinal) && !value.Key.EndsWith("per_second", StringComparison.Ordinal)
        orderby entry.Step, value.Key
        select $"{entry.Step} {entry.Epoch:R} {value.Key} {value.Value:R}";

    private sealed class Warnings : IProgress<TrainingProgress>
    {
        public List<string> Said { get; } = [];

        public void Report(TrainingProgress value)
        {
            if (value.Warning is { } warning) Said.Add(warning);
        }
    }

    private sealed class Canceller(CancellationTokenSource source, Func<TrainingProgress, bool> isTime) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (isTime(value)) source.Cancel();
        }
    }
}
