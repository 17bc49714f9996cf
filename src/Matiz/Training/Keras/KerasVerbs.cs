using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tasks;

namespace Matiz.Training.Keras;

/// <summary>
/// The verbs of Keras, for those who come from there: <c>Compile</c>, <c>Fit</c>, <c>Evaluate</c>, <c>Predict</c>. They train with the same
/// tape, kernels and rows as <see cref="Trainer"/>, which has more to offer: run folders, resuming, reports.
/// </summary>
/// <remarks>
/// Same build, kernel variant, data, settings and seeds give the same weights bit for bit, at any number of threads. The model is trained
/// in place; <see cref="ModelWithHead.Save"/> writes it, and a <see cref="Trainer"/> may go on with it.
/// </remarks>
public static class KerasVerbs
{
    /// <summary>Says how a model is trained and measured (reference: <c>compile</c>); to be called again to say it otherwise.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="optimizer">How weights change; it belongs to this model from here on.</param>
    /// <param name="loss">What is lowered; null, the default: the loss of the model's task.</param>
    /// <exception cref="TrainingException">The loss is not that of the model's task, or a metric is not defined for it.</exception>
    /// <exception cref="InvalidOperationException">The optimizer has trained another model.</exception>
    public static void Compile(this SequenceClassificationModel model, Optimizer optimizer, Loss? loss = null) =>
        Compile(model, optimizer, loss, Array.Empty<MetricInfo>());

    /// <summary>Says how a model is trained and measured (reference: <c>compile</c>); to be called again to say it otherwise.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="optimizer">How weights change; it belongs to this model from here on.</param>
    /// <param name="loss">What is lowered; null: the loss of the model's task.</param>
    /// <param name="metrics">What is measured besides the loss, under the names of the metrics.</param>
    /// <exception cref="TrainingException">The loss is not that of the model's task, or a metric is not defined for it.</exception>
    /// <exception cref="InvalidOperationException">The optimizer has trained another model.</exception>
    public static void Compile(this SequenceClassificationModel model, Optimizer optimizer, Loss? loss, params MetricInfo[] metrics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(metrics);
        CompiledModel.Keep(model, optimizer, loss, [.. metrics]);
    }

    /// <summary>Says how a model is trained and measured (reference: <c>compile</c>); to be called again to say it otherwise.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="optimizer">How weights change; it belongs to this model from here on.</param>
    /// <param name="loss">What is lowered; null: the loss of the model's task.</param>
    /// <param name="metrics">
    /// What is measured besides the loss, by name: any of <see cref="MetricCatalog"/> that the model's task has, such as <c>accuracy</c> or
    /// <c>f1_macro</c>, and <c>sparse_categorical_accuracy</c>, <c>binary_accuracy</c>, <c>mean_absolute_error</c>.
    /// </param>
    /// <exception cref="TrainingException">The loss is not that of the model's task, or a metric is not defined for it.</exception>
    /// <exception cref="InvalidOperationException">The optimizer has trained another model.</exception>
    public static void Compile(this SequenceClassificationModel model, Optimizer optimizer, Loss? loss, params string[] metrics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(metrics);
        var task = TextTask.For(model);
        Compile(model, optimizer, loss, Array.ConvertAll(metrics, name => CompiledModel.MetricOf(task, name)));
    }

    /// <summary>
    /// Trains (reference: <c>fit</c>). Loss and metrics of training are running means over the epoch, of the model as it was at each step,
    /// with dropout; those of validation are of the model at the end of the epoch.
    /// </summary>
    /// <param name="model">A compiled model.</param>
    /// <param name="train">Labelled rows.</param>
    /// <param name="validation">Labelled rows that are measured after epochs; null: none.</param>
    /// <param name="epochs">The number of the last epoch, from 1, counted with <paramref name="initialEpoch"/>. Default 1.</param>
    /// <param name="initialEpoch">Epochs that are taken as done, from an earlier call. Default 0.</param>
    /// <param name="validationFreq">Epochs from one validation to the next. Default 1.</param>
    /// <param name="classWeight">
    /// What the loss of each row is multiplied by for its class (reference: <c>class_weight</c>). As in Keras, a batch's loss divides by
    /// its number of rows, not by the sum of their weights; metrics and validation are not weighted. Null: nothing.
    /// </param>
    /// <param name="sampleWeight">The same for each training row, in the order of the dataset (reference: <c>sample_weight</c>).</param>
    /// <param name="callbacks">What is called during training, in this order.</param>
    /// <param name="verbose">
    /// 0: nothing is printed; 1: a bar; 2: a line an epoch. Null, the default: a bar where standard error is a terminal or
    /// <paramref name="output"/> is given, else nothing.
    /// </param>
    /// <param name="output">Where it is printed; null: standard error.</param>
    /// <param name="seed">Fixes dropout, with the number of the update. Default 42.</param>
    /// <param name="cancellationToken">Stops between two steps; the weights are then those of the last step that was made.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="TrainingException">
    /// A row has no label or one that does not fit, weights do not fit, a callback asks for what is not measured, or training diverged.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static History Fit(
        this SequenceClassificationModel model, BatchedDataset train, BatchedDataset? validation = null, int epochs = 1,
        int initialEpoch = 0, int validationFreq = 1, ClassWeights? classWeight = null, IReadOnlyList<float>? sampleWeight = null,
        IEnumerable<FitCallback>? callbacks = null, int? verbose = null, TextWriter? output = null, long seed = 42,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfNegative(initialEpoch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(validationFreq);
        var compiled = CompiledModel.Of(model, nameof(Fit));
        var rows = train.For(model).RequireLabels();
        var run = new FitRun(model, compiled, train, rows, RowWeights.Of(model, rows, classWeight, sampleWeight), seed)
        {
            Validation = validation?.For(model).RequireLabels(),
            Epochs = epochs,
            InitialEpoch = initialEpoch,
            ValidationFreq = validationFreq,
            Callbacks = [.. callbacks ?? []],
            Progress = FitProgress.For(verbose, output),
        };
        return run.Execute(cancellationToken);
    }

    /// <summary>
    /// Loss and metrics of rows, by name, in the order in which Keras gives the values (reference: <c>evaluate</c>).
    /// </summary>
    /// <param name="model">A compiled model.</param>
    /// <param name="data">Labelled rows; every one is measured, in batches or not.</param>
    /// <param name="cancellationToken">Stops between two parts.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="TrainingException">A row has no label, or one that does not fit.</exception>
    public static IReadOnlyDictionary<string, double> Evaluate(
        this SequenceClassificationModel model, BatchedDataset data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        return CompiledModel.Of(model, nameof(Evaluate)).Evaluate(data.For(model), cancellationToken);
    }

    /// <summary>
    /// The logits of rows, [rows][labels], in the order of the dataset, shuffled or not (reference: <c>predict</c>, its <c>logits</c>).
    /// </summary>
    /// <param name="model">A model, compiled or not.</param>
    /// <param name="data">Rows, with or without labels.</param>
    /// <param name="cancellationToken">Stops between two parts.</param>
    public static float[][] Predict(
        this SequenceClassificationModel model, BatchedDataset data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        return new Evaluator(model).Predict(data.For(model), new TrainingArguments().TokenBound, cancellationToken).Logits;
    }
}
