using System.CommandLine;
using Matiz.Cli.Paths;
using Matiz.Training;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>
/// How the model is trained. One list says of every option which recorded setting it is and how it changes the arguments, so that a
/// run, its <c>training_args.json</c> and its resumption speak of the same things.
/// </summary>
internal sealed class TrainingOptionSet : IOptionSet
{
    /// <summary>The recipe that works: what <c>train</c> does when told nothing.</summary>
    public static TrainingArguments Recipe { get; } = new()
    {
        Epochs = 3,
        LearningRate = 1e-4,
        BatchSize = 32,
        EvaluationBatchSize = 64,
        WeightDecay = 0.01,
        Scheduler = SchedulerType.Linear,
        MaxLength = 128,
        MaxGradientNorm = 1,
        LoggingSteps = 1,
        EvaluationStrategy = IntervalStrategy.Epoch,
        SaveStrategy = IntervalStrategy.Epoch,
        SaveLimit = 1,
        LoadBestModelAtEnd = true,
    };

    private readonly List<Setting> _settings = [];

    public TrainingOptionSet()
    {
        Add(
            Real("--epochs", "Passes over the training rows, perhaps a fraction (default 3)", "a number above 0", IsPositive),
            "num_train_epochs", (a, v) => a with { Epochs = v });
        Add(Whole("--max-steps", "Optimizer steps, in place of --epochs", 1), "max_steps", (a, v) => a with { MaxSteps = v });
        Add(
            Real("--learning-rate", "Highest learning rate of AdamW (default 1e-4)", "a number above 0", IsPositive), "learning_rate",
            (a, v) => a with { LearningRate = v });
        Add(Whole("--batch-size", "Rows of a batch (default 32)", 1), "per_device_train_batch_size", (a, v) => a with { BatchSize = v });
        Add(
            Whole("--gradient-accumulation", "Batches of an optimizer step (default 1)", 1), "gradient_accumulation_steps",
            (a, v) => a with { GradientAccumulation = v });
        Add(Whole("--max-length", "Tokens at which a text is cut (default 128)", 1), "max_length", (a, v) => a with { MaxLength = v });
        Add(
            Whole("--token-bound", "Most tokens computed at once; bounds memory (default 4096)", 1), "token_bound",
            (a, v) => a with { TokenBound = v });
        Add(
            Real("--weight-decay", "Decoupled weight decay of the matrices (default 0.01)", "a number not below 0", value => value >= 0),
            "weight_decay", (a, v) => a with { WeightDecay = v });
        Add(
            Choice("--scheduler", "Course of the learning rate (default linear)", SettingNames.All<SchedulerType>()), "lr_scheduler_type",
            (a, v) => a with { Scheduler = SettingNames.Parse<SchedulerType>(v) });
        Add(
            Whole("--warmup-steps", "Steps until the highest rate is reached (default 0)", 0), "warmup_steps",
            (a, v) => a with { WarmupSteps = v });
        Add(
            Real("--warmup-ratio", "The same as a share of all steps (default 0)", "a number from 0 up to, but not including, 1", IsShare),
            "warmup_ratio", (a, v) => a with { WarmupRatio = v });
        Add(
            Real(
                "--max-grad-norm", "Norm to which gradients are clipped; 0: never (default 1)", "a number not below 0",
                value => value >= 0),
            "max_grad_norm", (a, v) => a with { MaxGradientNorm = v });
        Add(
            Real(
                "--label-smoothing", "Share of the target spread over all classes (default 0)",
                "a number from 0 up to, but not including, 1", IsShare),
            "label_smoothing_factor", (a, v) => a with { LabelSmoothing = v });
        Add(
            Path(
                "--class-weight", "balanced|F", "Weight of each class in the loss: balanced, or a JSON file {\"name\": weight}",
                new ReadsFile()),
            "class_weights", (a, v) => a with { ClassWeights = ClassWeights.Parse(v) });
        Add(Text("--freeze", "PARTS", "Parts that are not trained, for example embeddings,0-3"), "freeze", (a, v) => a with { Freeze = v });
        Add(
            Text("--metric", "KEY", "Says which evaluation is best (default f1, for regression loss)"), "metric_for_best_model",
            (a, v) => a with { Metric = v });
        Add(
            Whole("--patience", "Evaluations without improvement after which training stops", 1), "early_stopping_patience",
            (a, v) => a with { EarlyStoppingPatience = v });
        Add(
            Choice("--keep", "Weights of the finished folder (default best)", ["best", "last"]), "load_best_model_at_end",
            (a, v) => a with { LoadBestModelAtEnd = v is "best" });
        Add(
            Whole("--save-steps", "Steps between checkpoints besides those after each epoch", 1), "extra_save_steps",
            (a, v) => a with { ExtraSaveSteps = v });
        Add(
            Whole("--save-limit", "Newest checkpoints that are kept, the best one besides (default 1)", 1), "save_total_limit",
            (a, v) => a with { SaveLimit = v });
        Add(Seed, "seed", (a, v) => a with { Seed = v });
    }

    public Option<long?> Seed { get; } = OptionFactory.Seed("--seed", "Fixes the order of the rows, dropout and a new head (default 42)");

    public string Title => "Training";

    public IReadOnlyList<Option> All => [.. _settings.Select(setting => setting.Option)];

    /// <summary>The recorded settings that were typed, by their keys in <c>training_args.json</c>.</summary>
    public IReadOnlyList<string> GivenKeys(ParseResult parse) =>
        [.. _settings.Where(setting => setting.IsGiven(parse)).Select(setting => setting.Key)];

    /// <summary>The option of a key in <c>training_args.json</c>; null where none sets it.</summary>
    public string? OptionOf(string key) =>
        _settings.Find(setting => string.Equals(setting.Key, key, StringComparison.Ordinal))?.Option.Name;

    /// <summary>Arguments with everything that was typed over them.</summary>
    /// <exception cref="UsageException">A value is out of its range.</exception>
    public TrainingArguments Read(ParseResult parse, TrainingArguments recipe)
    {
        foreach (var setting in _settings.Where(setting => setting.IsGiven(parse)))
        {
            try
            {
                recipe = setting.Apply(parse, recipe);
            }
            catch (ArgumentException exception)
            {
                throw new UsageException($"{setting.Option.Name}: {exception.Message} Correct {setting.Option.Name}.", exception);
            }
        }

        return recipe;
    }

    private static bool IsPositive(double value) => value > 0;

    private static bool IsShare(double value) => value is >= 0 and < 1;

    private void Add(Option<int?> option, string key, Func<TrainingArguments, int, TrainingArguments> apply) =>
        _settings.Add(new Setting(option, key, (parse, arguments) => apply(arguments, parse.GetValue(option)!.Value)));

    private void Add(Option<long?> option, string key, Func<TrainingArguments, long, TrainingArguments> apply) =>
        _settings.Add(new Setting(option, key, (parse, arguments) => apply(arguments, parse.GetValue(option)!.Value)));

    private void Add(Option<double?> option, string key, Func<TrainingArguments, double, TrainingArguments> apply) =>
        _settings.Add(new Setting(option, key, (parse, arguments) => apply(arguments, parse.GetValue(option)!.Value)));

    private void Add(Option<string?> option, string key, Func<TrainingArguments, string, TrainingArguments> apply) =>
        _settings.Add(new Setting(option, key, (parse, arguments) => apply(arguments, parse.GetValue(option)!)));

    private sealed record Setting(Option Option, string Key, Func<ParseResult, TrainingArguments, TrainingArguments> Apply)
    {
        public bool IsGiven(ParseResult parse) => parse.GetResult(Option) is { Implicit: false };
    }
}
