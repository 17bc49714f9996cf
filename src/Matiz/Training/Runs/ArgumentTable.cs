using System.Text.Json.Nodes;
using Matiz.Files;

namespace Matiz.Training;

/// <summary>One setting of <see cref="TrainingArguments"/> and its key in <c>training_args.json</c>.</summary>
/// <param name="Key">The reference's name where it has one.</param>
/// <param name="Read">The setting as JSON.</param>
/// <param name="Write">The arguments with the setting from JSON.</param>
/// <param name="IsFree">True when it does not change the weights, so that a resumed run may have another.</param>
internal sealed record ArgumentEntry(
    string Key, Func<TrainingArguments, JsonNode?> Read, Func<TrainingArguments, JsonNode?, TrainingArguments> Write, bool IsFree = false);

/// <summary>The one list of settings that are recorded, read back and compared.</summary>
internal static class ArgumentTable
{
    public static IReadOnlyList<ArgumentEntry> All { get; } =
    [
        new("num_train_epochs", a => a.Epochs, (a, v) => a with { Epochs = Number(v) }),
        new("max_steps", a => a.MaxSteps, (a, v) => a with { MaxSteps = Integer(v) }),
        new("per_device_train_batch_size", a => a.BatchSize, (a, v) => a with { BatchSize = Integer(v) }),
        new("per_device_eval_batch_size", a => a.EvaluationBatchSize, (a, v) => a with { EvaluationBatchSize = Integer(v) }, IsFree: true),
        new("gradient_accumulation_steps", a => a.GradientAccumulation, (a, v) => a with { GradientAccumulation = Integer(v) }),
        new("token_bound", a => a.TokenBound, (a, v) => a with { TokenBound = Integer(v) }),
        new("max_length", a => a.MaxLength, (a, v) => a with { MaxLength = v is null ? null : Integer(v) }),
        new("learning_rate", a => a.LearningRate, (a, v) => a with { LearningRate = Number(v) }),
        new("weight_decay", a => a.WeightDecay, (a, v) => a with { WeightDecay = Number(v) }),
        new("adam_beta1", a => a.Beta1, (a, v) => a with { Beta1 = Number(v) }),
        new("adam_beta2", a => a.Beta2, (a, v) => a with { Beta2 = Number(v) }),
        new("adam_epsilon", a => a.Epsilon, (a, v) => a with { Epsilon = Number(v) }),
        new("max_grad_norm", a => a.MaxGradientNorm, (a, v) => a with { MaxGradientNorm = Number(v) }),
        new(
            "lr_scheduler_type", a => SettingNames.Name(a.Scheduler),
            (a, v) => a with { Scheduler = SettingNames.Parse<SchedulerType>(Text(v)) }),
        new("warmup_steps", a => a.WarmupSteps, (a, v) => a with { WarmupSteps = Integer(v) }),
        new("warmup_ratio", a => a.WarmupRatio, (a, v) => a with { WarmupRatio = Number(v) }),
        new("label_smoothing_factor", a => a.LabelSmoothing, (a, v) => a with { LabelSmoothing = Number(v) }),
        new(
            "class_weights", a => a.ClassWeights?.ToJson(),
            (a, v) => a with { ClassWeights = v is null ? null : ClassWeights.FromJson(v) }),
        new("freeze", a => a.Freeze, (a, v) => a with { Freeze = v is null ? null : Text(v) }),
        new("seed", a => a.Seed, (a, v) => a with { Seed = v.Required().GetValue<long>() }),
        new(
            "train_sampling_strategy", a => SettingNames.Name(a.Sampling),
            (a, v) => a with { Sampling = SettingNames.Parse<SamplingStrategy>(Text(v)) }),
        new(
            "logging_strategy", a => SettingNames.Name(a.LoggingStrategy),
            (a, v) => a with { LoggingStrategy = SettingNames.Parse<IntervalStrategy>(Text(v)) }, IsFree: true),
        new("logging_steps", a => a.LoggingSteps, (a, v) => a with { LoggingSteps = Integer(v) }, IsFree: true),
        new(
            "eval_strategy", a => a.EvaluationStrategy is { } s ? SettingNames.Name(s) : null,
            (a, v) => a with { EvaluationStrategy = v is null ? null : SettingNames.Parse<IntervalStrategy>(Text(v)) }),
        new("eval_steps", a => a.EvaluationSteps, (a, v) => a with { EvaluationSteps = v is null ? null : Integer(v) }),
        new(
            "save_strategy", a => SettingNames.Name(a.SaveStrategy),
            (a, v) => a with { SaveStrategy = SettingNames.Parse<IntervalStrategy>(Text(v)) }, IsFree: true),
        new("save_steps", a => a.SaveSteps, (a, v) => a with { SaveSteps = Integer(v) }, IsFree: true),
        new("extra_save_steps", a => a.ExtraSaveSteps, (a, v) => a with { ExtraSaveSteps = v is null ? null : Integer(v) }, IsFree: true),
        new("save_total_limit", a => a.SaveLimit, (a, v) => a with { SaveLimit = v is null ? null : Integer(v) }, IsFree: true),
        new("load_best_model_at_end", a => a.LoadBestModelAtEnd, (a, v) => a with { LoadBestModelAtEnd = v.Required().GetValue<bool>() }),
        new("metric_for_best_model", a => a.Metric, (a, v) => a with { Metric = v is null ? null : Text(v) }),
        new("greater_is_better", a => a.GreaterIsBetter, (a, v) => a with { GreaterIsBetter = v?.GetValue<bool>() }),
        new(
            "early_stopping_patience", a => a.EarlyStoppingPatience,
            (a, v) => a with { EarlyStoppingPatience = v is null ? null : Integer(v) }),
        new("early_stopping_threshold", a => a.EarlyStoppingThreshold, (a, v) => a with { EarlyStoppingThreshold = Number(v) }),
    ];

    private static double Number(JsonNode? value) => value.Required().GetValue<double>();

    private static int Integer(JsonNode? value) => value.Required().GetValue<int>();

    private static string Text(JsonNode? value) => value.Required().GetValue<string>();
}
