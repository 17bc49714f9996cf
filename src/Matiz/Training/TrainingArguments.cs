namespace Matiz.Training;

/// <summary>
/// The settings of a training, immutable: change them by <c>with</c>. Defaults are those of the reference's
/// <c>TrainingArguments</c>, whose names the comments give; where one differs, the comment says why.
/// </summary>
/// <example>
/// <code>
/// var arguments = new TrainingArguments { OutputDirectory = "emotion", Epochs = 2, LearningRate = 2e-5 };
/// </code>
/// </example>
public sealed record TrainingArguments
{
    /// <summary>
    /// The run folder (reference: <c>output_dir</c>): checkpoints, logs and at the end the model. Null, the default: nothing is
    /// written, and the model lives in memory. One run at a time works in a folder: a program that may be started twice holds its
    /// <see cref="RunLock"/>, as the command line does.
    /// </summary>
    public string? OutputDirectory { get; init; }

    /// <summary>
    /// Replace an earlier run in <see cref="OutputDirectory"/>, which stands until the new model does; false, the default: a folder that
    /// is not empty is an error. Only a recognised run folder is replaced, and only its own files.
    /// </summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Go on from the newest whole checkpoint in <see cref="OutputDirectory"/>, bit for bit (reference:
    /// <c>resume_from_checkpoint</c>); with none the run starts over. Default false.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Passes over the training rows, perhaps a fraction (reference: <c>num_train_epochs</c>). Default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or no number.</exception>
    public double Epochs { get; init => field = Check.Positive(value, nameof(Epochs)); } = 3;

    /// <summary>Optimizer steps, in place of <see cref="Epochs"/> (reference: <c>max_steps</c>). Default -1: as the epochs say.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, or below -1.</exception>
    public int MaxSteps
    {
        get;
        init
        {
            if (value is 0 or < -1)
                throw new ArgumentOutOfRangeException(
                    nameof(MaxSteps), value, "expected at least 1, or -1 for as many as the epochs make.");
            field = value;
        }
    } = -1;

    /// <summary>Rows of a batch (reference: <c>per_device_train_batch_size</c>). Default 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int BatchSize { get; init => field = Check.AtLeast(1, value, nameof(BatchSize)); } = 8;

    /// <summary>
    /// Rows of an evaluation batch (reference: <c>per_device_eval_batch_size</c>). Default 8. A text has the same logits in any
    /// batch, so evaluation fills <see cref="TokenBound"/> instead, and this only scales <c>eval_steps_per_second</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int EvaluationBatchSize { get; init => field = Check.AtLeast(1, value, nameof(EvaluationBatchSize)); } = 8;

    /// <summary>
    /// Batches of one optimizer step (reference: <c>gradient_accumulation_steps</c>). Default 1. The step's loss is the mean of the
    /// batches' means; the last step of an epoch takes what is left.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int GradientAccumulation { get; init => field = Check.AtLeast(1, value, nameof(GradientAccumulation)); } = 1;

    /// <summary>
    /// Most tokens that are computed at once; a step is cut into micro-batches of at most so many, a longer row being one of its
    /// own. Default 4096. It bounds memory; another bound gives the same result to rounding.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int TokenBound { get; init => field = Check.AtLeast(1, value, nameof(TokenBound)); } = 4096;

    /// <summary>
    /// Tokens at which a text is cut, special tokens included. Null, the default: the tokenizer's limit. Never above what the
    /// model's position table allows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaxLength { get; init => field = value is { } length ? Check.AtLeast(1, length, nameof(MaxLength)) : null; }

    /// <summary>The highest learning rate of AdamW, reached after the warm-up (reference: <c>learning_rate</c>). Default 5e-5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or no number.</exception>
    public double LearningRate { get; init => field = Check.Positive(value, nameof(LearningRate)); } = 5e-5;

    /// <summary>Decoupled weight decay of the matrices; biases and norms have none (reference: <c>weight_decay</c>). Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double WeightDecay { get; init => field = Check.NotNegative(value, nameof(WeightDecay)); }

    /// <summary>Share of the old first moment (reference: <c>adam_beta1</c>). Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to below 1.</exception>
    public double Beta1 { get; init => field = Check.Share(value, nameof(Beta1)); } = 0.9;

    /// <summary>Share of the old second moment (reference: <c>adam_beta2</c>). Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to below 1.</exception>
    public double Beta2 { get; init => field = Check.Share(value, nameof(Beta2)); } = 0.999;

    /// <summary>Added to the root of the second moment (reference: <c>adam_epsilon</c>). Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or no number.</exception>
    public double Epsilon { get; init => field = Check.Positive(value, nameof(Epsilon)); } = 1e-8;

    /// <summary>
    /// The norm to which the gradients of all parameters together are clipped (reference: <c>max_grad_norm</c>). Default 1; 0: no
    /// clipping.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double MaxGradientNorm { get; init => field = Check.NotNegative(value, nameof(MaxGradientNorm)); } = 1;

    /// <summary>The course of the learning rate (reference: <c>lr_scheduler_type</c>). Default linear.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public SchedulerType Scheduler { get; init => field = Check.Named(value, nameof(Scheduler)); } = SchedulerType.Linear;

    /// <summary>Steps until the highest rate is reached (reference: <c>warmup_steps</c>). Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int WarmupSteps { get; init => field = Check.AtLeast(0, value, nameof(WarmupSteps)); }

    /// <summary>
    /// The same as a share of all steps, rounded up (reference: <c>warmup_ratio</c>, in transformers 5 <c>warmup_steps</c> below 1).
    /// Used where <see cref="WarmupSteps"/> is 0. Default 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to below 1.</exception>
    public double WarmupRatio { get; init => field = Check.Share(value, nameof(WarmupRatio)); }

    /// <summary>The share of the target that is spread over all classes (reference: <c>label_smoothing_factor</c>). Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to below 1.</exception>
    public double LabelSmoothing { get; init => field = Check.Share(value, nameof(LabelSmoothing)); }

    /// <summary>
    /// What each class weighs in the training loss; a batch's mean divides by the sum of the weights used. Null, the default: all
    /// weigh 1. The evaluation loss is never weighted, so that runs can be compared.
    /// </summary>
    public ClassWeights? ClassWeights { get; init; }

    /// <summary>
    /// Parts that are not trained: <c>embeddings</c>, layer numbers from 0 and ranges of them, divided by commas, such as
    /// <c>embeddings,0-3</c>. Null, the default: every weight that is trainable is trained.
    /// </summary>
    public string? Freeze { get; init; }

    /// <summary>Fixes the order of the rows and dropout (reference: <c>seed</c>). Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>The order of the training rows (reference: <c>train_sampling_strategy</c>). Default random.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public SamplingStrategy Sampling { get; init => field = Check.Named(value, nameof(Sampling)); } = SamplingStrategy.Random;

    /// <summary>When the loss is logged (reference: <c>logging_strategy</c>). Default every <see cref="LoggingSteps"/> steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public IntervalStrategy LoggingStrategy { get; init => field = Check.Named(value, nameof(LoggingStrategy)); } = IntervalStrategy.Steps;

    /// <summary>Steps from one log to the next (reference: <c>logging_steps</c>). Default 500.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int LoggingSteps { get; init => field = Check.AtLeast(1, value, nameof(LoggingSteps)); } = 500;

    /// <summary>
    /// When the evaluation rows are evaluated (reference: <c>eval_strategy</c>). Null, the default: after each epoch where the
    /// trainer has evaluation rows, else never. (The reference leaves given rows unused by default.) Weights do not depend on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public IntervalStrategy? EvaluationStrategy
    {
        get;
        init => field = value is { } strategy ? Check.Named(strategy, nameof(EvaluationStrategy)) : null;
    }

    /// <summary>
    /// Steps from one evaluation to the next (reference: <c>eval_steps</c>). Null, the default: <see cref="LoggingSteps"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? EvaluationSteps { get; init => field = value is { } steps ? Check.AtLeast(1, steps, nameof(EvaluationSteps)) : null; }

    /// <summary>When checkpoints are written (reference: <c>save_strategy</c>). Default every <see cref="SaveSteps"/> steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public IntervalStrategy SaveStrategy { get; init => field = Check.Named(value, nameof(SaveStrategy)); } = IntervalStrategy.Steps;

    /// <summary>Steps from one checkpoint to the next (reference: <c>save_steps</c>). Default 500.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int SaveSteps { get; init => field = Check.AtLeast(1, value, nameof(SaveSteps)); } = 500;

    /// <summary>Steps between checkpoints that are written besides those of <see cref="SaveStrategy"/>. Null, the default: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? ExtraSaveSteps { get; init => field = value is { } steps ? Check.AtLeast(1, steps, nameof(ExtraSaveSteps)) : null; }

    /// <summary>
    /// Checkpoints that are kept, the newest; the best one is kept besides (reference: <c>save_total_limit</c>). Null, the default:
    /// all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? SaveLimit { get; init => field = value is { } limit ? Check.AtLeast(1, limit, nameof(SaveLimit)) : null; }

    /// <summary>
    /// End with the weights of the best evaluation in place of the last (reference: <c>load_best_model_at_end</c>). Default false.
    /// Each new best is saved at once, whatever the strategies say.
    /// </summary>
    public bool LoadBestModelAtEnd { get; init; }

    /// <summary>
    /// The metric that says which evaluation is best, with or without <c>eval_</c> (reference: <c>metric_for_best_model</c>). Null,
    /// the default: <c>loss</c>. A tie keeps the earlier one.
    /// </summary>
    public string? Metric { get; init; }

    /// <summary>
    /// Whether more of <see cref="Metric"/> is better (reference: <c>greater_is_better</c>). Null, the default: as
    /// <see cref="Metrics.MetricCatalog"/> says, for other metrics unless the name ends with <c>loss</c>.
    /// </summary>
    public bool? GreaterIsBetter { get; init; }

    /// <summary>The key in the results of an evaluation that <see cref="Metric"/> means, with <c>eval_</c>.</summary>
    public string MetricKey => MetricSelection.For(this).Key;

    /// <summary>
    /// Evaluations without improvement after which training stops (reference: <c>EarlyStoppingCallback</c>,
    /// <c>early_stopping_patience</c>). Null, the default: it does not stop early.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? EarlyStoppingPatience
    {
        get;
        init => field = value is { } patience ? Check.AtLeast(1, patience, nameof(EarlyStoppingPatience)) : null;
    }

    /// <summary>What counts as an improvement: more than this (reference: <c>early_stopping_threshold</c>). Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double EarlyStoppingThreshold { get; init => field = Check.NotNegative(value, nameof(EarlyStoppingThreshold)); }

    /// <summary>The steps of warm-up in a run of <paramref name="totalSteps"/>.</summary>
    public int WarmupStepsOf(int totalSteps) => WarmupSteps > 0 ? WarmupSteps : (int)Math.Ceiling(totalSteps * WarmupRatio);

    // The ranges of settings; the property's name goes into the exception.
    private static class Check
    {
        public static int AtLeast(int least, int value, string name)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
            return value;
        }

        public static double Positive(double value, string name) =>
            double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "expected a number above 0.");

        public static double NotNegative(double value, string name) =>
            double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(
                name, value, "expected a number not below 0.");

        public static double Share(double value, string name) =>
            value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "expected a number from 0 to below 1.");

        public static TEnum Named<TEnum>(TEnum value, string name)
            where TEnum : struct, Enum =>
            Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(
                name, value, $"expected one of {string.Join(", ", Enum.GetNames<TEnum>())}.");
    }
}
