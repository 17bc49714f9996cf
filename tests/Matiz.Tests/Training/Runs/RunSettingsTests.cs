using Matiz.Training;

namespace Matiz.Tests.Training.Runs;

public sealed class RunSettingsTests
{
    private static readonly TrainingArguments Unusual = new()
    {
        Epochs = 2.5,
        MaxSteps = 7,
        BatchSize = 3,
        EvaluationBatchSize = 5,
        GradientAccumulation = 2,
        TokenBound = 77,
        MaxLength = 50,
        LearningRate = 1e-4,
        WeightDecay = 0.01,
        Beta1 = 0.8,
        Beta2 = 0.99,
        Epsilon = 1e-6,
        MaxGradientNorm = 0,
        Scheduler = SchedulerType.ConstantWithWarmup,
        WarmupSteps = 3,
        WarmupRatio = 0.1,
        LabelSmoothing = 0.1,
        ClassWeights = ClassWeights.From(new Dictionary<string, double> { ["joy"] = 2 }),
        Freeze = "embeddings,0-1",
        Seed = 7,
        Sampling = SamplingStrategy.GroupByLength,
        LoggingStrategy = IntervalStrategy.Epoch,
        LoggingSteps = 9,
        EvaluationStrategy = IntervalStrategy.Steps,
        EvaluationSteps = 4,
        SaveStrategy = IntervalStrategy.No,
        SaveSteps = 8,
        ExtraSaveSteps = 6,
        SaveLimit = 2,
        LoadBestModelAtEnd = true,
        Metric = "f1",
        GreaterIsBetter = true,
        EarlyStoppingPatience = 3,
        EarlyStoppingThreshold = 0.5,
    };

    [Fact]
    public void SaveAndLoad_EverySetting_ComesBack()
    {
        using var folder = new TemporaryFolder();

        RunSettings.From(Unusual).With("processor", "a fast one").Save(folder.Root);
        var loaded = RunSettings.Load(folder.Root);

        Assert.Equal(Unusual, loaded.ToArguments());
        Assert.Equal("a fast one", loaded["processor"]!.GetValue<string>());
    }

    [Fact]
    public void UnusualArguments_DifferInEverySettingFromTheDefaults()
    {
        var defaults = RunSettings.From(new TrainingArguments());
        var unusual = RunSettings.From(Unusual);

        Assert.All(defaults.Keys, key => Assert.NotEqual(defaults[key]?.ToJsonString(), unusual[key]?.ToJsonString()));
    }

    [Fact]
    public void DifferencesTo_OtherSettings_NamesThemAndLeavesFreeOnesOut()
    {
        var recorded = RunSettings.From(new TrainingArguments { LearningRate = 1e-4 }).With("threads", 1).With("kernel_variant", "avx2");
        var given = RunSettings.From(new TrainingArguments { LearningRate = 2e-4, SaveSteps = 3, SaveLimit = 9 }).With("threads", 2).With(
            "kernel_variant", "avx512");

        string[] differences = [.. recorded.DifferencesTo(given).Select(difference => difference.ToString())];

        Assert.Equal(["kernel_variant: \"avx2\" recorded, \"avx512\" given", "learning_rate: 0.0001 recorded, 0.0002 given"], differences);
    }

    [Fact]
    public void DifferencesTo_AFileWithoutPrecision_ReadsAsFp32()
    {
        var old = RunSettings.From(new TrainingArguments());

        Assert.Empty(old.DifferencesTo(old.With("precision", "fp32")));
        Assert.Equal(
            ["precision: \"fp32\" recorded, \"bf16\" given"],
            old.DifferencesTo(old.With("precision", "bf16")).Select(difference => difference.ToString()));
    }

    [Fact]
    public void DifferencesTo_GivenKeysOnly_ComparesThese()
    {
        var recorded = RunSettings.From(new TrainingArguments { LearningRate = 1e-4, BatchSize = 32 });
        var given = RunSettings.From(new TrainingArguments { BatchSize = 16 });

        Assert.Equal(
            ["per_device_train_batch_size"],
            recorded.DifferencesTo(given, ["per_device_train_batch_size", "save_steps"]).Select(difference => difference.Key));
    }

    [Fact]
    public void Load_BrokenOrMissingFile_SaysWhat()
    {
        using var folder = new TemporaryFolder();
        string missing = Assert.Throws<TrainingException>(() => RunSettings.Load(folder.Root)).Message;
        File.WriteAllText(folder[RunSettings.FileName], "[]");
        string broken = Assert.Throws<TrainingException>(() => RunSettings.Load(folder.Root)).Message;
        File.WriteAllText(folder[RunSettings.FileName], """{"seed": "x"}""");
        string wrong = Assert.Throws<TrainingException>(() => RunSettings.Load(folder.Root).ToArguments()).Message;

        Assert.Equal(
            $"{folder.Root}: there is no training_args.json, which every run folder has. Is this the output folder of a training?",
            missing);
        Assert.Equal(
            $"{folder[RunSettings.FileName]}: this is no JSON object of settings. The file that training wrote was expected. "
                + "Restore it, or start the run again.", broken);
        Assert.StartsWith(
            "training_args.json: 'seed' is \"x\", which this setting does not allow. Restore the file, or start the run again.", wrong,
            StringComparison.Ordinal);
    }
}
