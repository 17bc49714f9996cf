using System.Diagnostics;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tasks;

namespace Matiz.Training;

/// <summary>
/// Fine-tunes a classifier on labelled rows, evaluates it and predicts with it (reference: <c>Trainer</c>).
/// </summary>
/// <remarks>
/// Same build, kernel variant, data, settings and seed give the same weights bit for bit, at any number of threads and with any
/// logging or saving. An instance belongs to one thread at a time.
/// </remarks>
/// <example>
/// <code>
/// var trainer = new Trainer(model, new TrainingArguments { Epochs = 2 }, data["train"], data["validation"]);
/// Console.WriteLine(trainer.Train().Best["f1"]);
/// </code>
/// </example>
public sealed class Trainer
{
    private readonly List<TrainerCallback> _callbacks = [];

    /// <summary>
    /// A trainer over datasets, which are encoded here once. Their texts are kept only where the settings name an output folder, as the
    /// finished run holds them beside its predictions.
    /// </summary>
    /// <param name="model">What is trained, in place.</param>
    /// <param name="arguments">The settings; null: the defaults.</param>
    /// <param name="trainDataset">Labelled rows; null where nothing is trained.</param>
    /// <param name="evaluationDataset">Labelled rows for evaluations during training; null: none.</param>
    /// <exception cref="TrainingException">A row has no label, or one that does not fit the model.</exception>
    public Trainer(
        SequenceClassificationModel model, TrainingArguments? arguments = null, Dataset? trainDataset = null,
        Dataset? evaluationDataset = null)
        : this(model, arguments, Encode(trainDataset, model, arguments), Encode(evaluationDataset, model, arguments))
    {
        if (arguments?.OutputDirectory is not null) (TrainRows, EvaluationRows) = (trainDataset, evaluationDataset);
    }

    /// <summary>
    /// A trainer over rows that were encoded before. There are no texts then: its output folder holds a model and results, but neither
    /// <c>dataset_info.json</c> nor <c>predictions.jsonl</c>.
    /// </summary>
    /// <inheritdoc cref="Trainer(SequenceClassificationModel, TrainingArguments, Dataset, Dataset)"/>
    public Trainer(
        SequenceClassificationModel model, TrainingArguments? arguments, EncodedDataset? trainDataset, EncodedDataset? evaluationDataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireCountable(model);
        if (trainDataset is not null) TrainingPrecision.RequireFloats(model);
        Model = model;
        Arguments = arguments ?? new TrainingArguments();
        TrainDataset = trainDataset?.RequireLabels();
        EvaluationDataset = evaluationDataset?.RequireLabels();
        if (Arguments.EarlyStoppingPatience is { } patience)
            _callbacks.Add(new EarlyStoppingCallback(patience, Arguments.EarlyStoppingThreshold));
    }

    /// <summary>What is trained.</summary>
    public SequenceClassificationModel Model { get; }

    /// <summary>The settings.</summary>
    public TrainingArguments Arguments { get; }

    /// <summary>The training rows; null where nothing is trained.</summary>
    public EncodedDataset? TrainDataset { get; }

    /// <summary>The rows of evaluations during training; null: none.</summary>
    public EncodedDataset? EvaluationDataset { get; }

    /// <summary>The training rows with their texts, where the finished run is to hold them.</summary>
    internal Dataset? TrainRows { get; }

    /// <summary>The evaluation rows with their texts, where the finished run is to hold them.</summary>
    internal Dataset? EvaluationRows { get; }

    /// <summary>
    /// Metrics of the user's own, by name with or without the prefix (reference: <c>compute_metrics</c>); they stand beside those
    /// that are always computed, and replace one of the same name. Null, the default: none.
    /// </summary>
    public Func<EvaluationPredictions, IReadOnlyDictionary<string, double?>>? ComputeMetrics { get; init; }

    /// <summary>
    /// Settings to be recorded in <c>training_args.json</c> besides the arguments, such as the model's name and the hashes of data
    /// files; a resumed run must have the same, save for <see cref="RunSettings.FreeKeys"/>.
    /// </summary>
    public IReadOnlyDictionary<string, JsonNode?> AdditionalSettings { get; init; } = new Dictionary<string,
    JsonNode?>(StringComparer.Ordinal);

    /// <summary>
    /// The run folder where a caller has made or opened it already (<see cref="RunFolder.Begin"/>, <see cref="RunFolder.Resume"/>): the
    /// caller holds its <see cref="RunLock"/> and finishes the run. Null, the default: the trainer does all of that for
    /// <see cref="TrainingArguments.OutputDirectory"/>.
    /// </summary>
    public RunFolder? RunFolder { get; init; }

    /// <summary>What is called during training, in this order; early stopping is the first where it is set.</summary>
    public IReadOnlyList<TrainerCallback> Callbacks => _callbacks;

    /// <summary>How far the last training came; null before the first.</summary>
    public TrainerState? State { get; internal set; }

    /// <summary>What <c>training_args.json</c> records of this trainer.</summary>
    public RunSettings Settings
    {
        get
        {
            var settings = RunSettings.From(Arguments)
                .With("output_dir", RunFolder?.Path ?? Arguments.OutputDirectory)
                .With("problem_type", Model.ProblemType.Name)
                .With("labels", new JsonArray([.. Model.Labels.Names.Select(name => JsonValue.Create(name))]))
                .With("effective_max_length", TextLimit.ForModel(Model, Arguments.MaxLength).MaxLength)
                .WithBaseModel(Path.GetDirectoryName(Model.Config.Path) ?? "")
                .WithMachine(Model.Device);
            if (TrainDataset is { } train)
                settings = settings.With("train_rows", train.Count).With("train_fingerprint", train.Fingerprint());
            if (EvaluationDataset is { } evaluation)
                settings = settings.With("eval_rows", evaluation.Count).With("eval_fingerprint", evaluation.Fingerprint());
            foreach (var (key, value) in AdditionalSettings) settings = settings.With(key, value);
            return settings;
        }
    }

    /// <summary>Adds a callback behind the others (reference: <c>add_callback</c>).</summary>
    public void AddCallback(TrainerCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _callbacks.Add(callback);
    }

    /// <summary>
    /// Trains. With an output folder, which is locked meanwhile: <c>training_args.json</c> is written first, checkpoints as the settings
    /// say, at the end the model folder, <c>trainer_state.json</c> and <c>train_results.json</c>; then the evaluation rows are measured
    /// with the saved model, and <c>eval_results.json</c>, <c>dataset_info.json</c>, <c>predictions.jsonl</c> and <c>all_results.json</c>
    /// make it a finished run, which <c>matiz report</c>, <c>errors</c> and <c>compare</c> read. The rows are called <c>train</c> and
    /// <c>validation</c> there, whatever their datasets are called.
    /// </summary>
    /// <param name="progress">Gets a report after each step and around evaluations and checkpoints, on the training thread.</param>
    /// <param name="cancellationToken">
    /// Stops between two steps, with a checkpoint where there is an output folder (an evaluation that is cut short is made again by
    /// the resumed run). After the last step nothing is stopped any more.
    /// </param>
    /// <exception cref="TrainingException">
    /// The settings contradict each other or those of the run to resume, the folder holds an earlier run or another run is at work in
    /// it, or a loss or gradient is no finite number: the last checkpoint stays as it is.
    /// </exception>
    /// <exception cref="TrainingInterruptedException">Cancelled; it says where the checkpoint is.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; the ones before it are whole.</exception>
    public TrainingResult Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = new TrainingRun(this, progress, cancellationToken);
        using var held = TakeFolder();
        return run.Execute();
    }

    /// <summary>The metrics of the evaluation rows, under <c>eval_</c> (reference: <c>evaluate</c>).</summary>
    /// <exception cref="InvalidOperationException">The trainer has no evaluation rows.</exception>
    public IReadOnlyDictionary<string, double?> Evaluate(CancellationToken cancellationToken = default) =>
        Predict(
            EvaluationDataset ?? throw new InvalidOperationException(
                "the trainer has no evaluation dataset; give one to its constructor, or to Evaluate."),
            "eval",
            cancellationToken).Metrics;

    /// <summary>The metrics of other rows.</summary>
    /// <param name="dataset">Labelled rows.</param>
    /// <param name="metricKeyPrefix">Stands before every key, with an underscore. Default <c>eval</c>.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="TrainingException">A row has no label, or one that does not fit the model.</exception>
    public IReadOnlyDictionary<string, double?> Evaluate(
        Dataset dataset, string metricKeyPrefix = "eval", CancellationToken cancellationToken = default) =>
        Predict(EncodedDataset.Encode(dataset, Model, Arguments.MaxLength).RequireLabels(), metricKeyPrefix, cancellationToken).Metrics;

    /// <summary>Logits, scores and losses of rows, and their metrics where all have labels (reference: <c>predict</c>).</summary>
    /// <param name="dataset">Rows, with or without labels.</param>
    /// <param name="metricKeyPrefix">Stands before every key, with an underscore. Default <c>test</c>.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="TrainingException">A label does not fit the model.</exception>
    public PredictionOutput Predict(Dataset dataset, string metricKeyPrefix = "test", CancellationToken cancellationToken = default) =>
        Predict(EncodedDataset.Encode(dataset, Model, Arguments.MaxLength), metricKeyPrefix, cancellationToken);

    /// <inheritdoc cref="Predict(Dataset, string, CancellationToken)"/>
    public PredictionOutput Predict(EncodedDataset dataset, string metricKeyPrefix = "test", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentException.ThrowIfNullOrEmpty(metricKeyPrefix);
        long start = Stopwatch.GetTimestamp();
        var rows = new Evaluator(Model, Arguments.LabelSmoothing).Predict(dataset, Arguments.TokenBound, cancellationToken);
        var metrics = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        if (rows.Losses is not null)
        {
            foreach (var (name, value) in rows.Measure()) metrics[$"{metricKeyPrefix}_{name}"] = value;
            AddOwnMetrics(metrics, new EvaluationPredictions(rows.Logits, rows.Scores, dataset.Labels), metricKeyPrefix);
        }

        double seconds = Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, 1e-9);
        long batches = (dataset.Count + (long)Arguments.EvaluationBatchSize - 1) / Arguments.EvaluationBatchSize;
        metrics[$"{metricKeyPrefix}_runtime"] = seconds;
        metrics[$"{metricKeyPrefix}_samples_per_second"] = dataset.Count / seconds;
        metrics[$"{metricKeyPrefix}_steps_per_second"] = batches / seconds;
        return rows.ToOutput(metrics, dataset.Lengths, dataset.DroppedTokens);
    }

    /// <summary>A classifier over the trained model, which cuts texts where training did; it shares the weights.</summary>
    public TextClassifier ToClassifier() => new(Model, new InferenceOptions { MaxLength = Arguments.MaxLength });

    /// <summary>Writes the model folder: config, weights, tokenizer (reference: <c>save_model</c>).</summary>
    public void SaveModel(string folder) => Model.Save(folder);

    /// <summary>Refuses a model with more classes than can be counted.</summary>
    internal static void RequireCountable(SequenceClassificationModel model)
    {
        int most = TextTask.For(model).MaximumLabels;
        if (model.Labels.Count <= most) return;
        throw new TrainingException(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"the model has {model.Labels.Count:#,0} classes. At most {most:#,0} were expected for training and measuring. "
            + $"Predict with it, or take another model."));
    }

    private static EncodedDataset? Encode(Dataset? dataset, SequenceClassificationModel model, TrainingArguments? arguments)
    {
        ArgumentNullException.ThrowIfNull(model);
        return dataset is null ? null : EncodedDataset.Encode(dataset, model, arguments?.MaxLength);
    }

    // Looked at before it is locked, which would make it: the folder may be no folder, or another run's.
    private RunLock? TakeFolder()
    {
        if (RunFolder is not null || Arguments.OutputDirectory is not { } path) return null;
        bool isThere = (Arguments.Resume && RunFolder.CanResume(path)) || RunFolder.IsHalfReplaced(path);
        if (!isThere) RunFolder.RequireFree(path, Arguments.Overwrite);
        return RunLock.Take(path);
    }

    private void AddOwnMetrics(SortedDictionary<string, double?> metrics, EvaluationPredictions predictions, string prefix)
    {
        if (ComputeMetrics is null) return;
        foreach (var (name, value) in ComputeMetrics(predictions))
            metrics[name.StartsWith(prefix + "_", StringComparison.Ordinal) ? name : $"{prefix}_{name}"] = value;
    }
}
