using System.Runtime.CompilerServices;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tasks;

namespace Matiz.Training.Keras;

/// <summary>What <c>Compile</c> said of a model; kept as long as the model is.</summary>
internal sealed class CompiledModel
{
    private static readonly ConditionalWeakTable<SequenceClassificationModel, CompiledModel> Known = [];

    /// <summary>The name under which the loss is logged.</summary>
    public const string LossName = "loss";

    private readonly SequenceClassificationModel _model;

    private CompiledModel(SequenceClassificationModel model, Optimizer optimizer, Loss? loss, IReadOnlyList<MetricInfo> metrics) =>
        (_model, Optimizer, Loss, Metrics) = (model, optimizer, loss, metrics);

    public Optimizer Optimizer { get; }

    /// <summary>Null: the task's own.</summary>
    public Loss? Loss { get; }

    public IReadOnlyList<MetricInfo> Metrics { get; }

    /// <summary>Label smoothing of the loss.</summary>
    public double LabelSmoothing => Loss?.LabelSmoothing ?? 0;

    /// <summary>Passes over training rows that were begun, so that a second <c>Fit</c> does not repeat the orders of the first.</summary>
    public int Passes { get; set; }

    /// <summary>What is logged of rows: <c>loss</c> and the metrics.</summary>
    public IEnumerable<string> LogNames => [LossName, .. Metrics.Select(static metric => metric.Name)];

    /// <summary>Compiles a model.</summary>
    /// <exception cref="TrainingException">Something does not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The optimizer is another model's.</exception>
    public static void Keep(SequenceClassificationModel model, Optimizer optimizer, Loss? loss, IReadOnlyList<MetricInfo> metrics)
    {
        Trainer.RequireCountable(model);
        loss?.RequireFit(model);
        RequireFit(TextTask.For(model), metrics);
        optimizer.Attach(model.Parameters);
        Known.AddOrUpdate(model, new CompiledModel(model, optimizer, loss, metrics));
    }

    /// <summary>What was compiled.</summary>
    /// <param name="model">The model.</param>
    /// <param name="verb">What needs it.</param>
    /// <exception cref="InvalidOperationException">It was not compiled.</exception>
    public static CompiledModel Of(SequenceClassificationModel model, string verb) => Known.TryGetValue(model, out var compiled)
        ? compiled
        : throw new InvalidOperationException(
            $"{verb} was called on a model that is not compiled. Optimizer, loss and metrics were expected to be named before. "
            + "Call model.Compile(new Adam(5e-5), Loss.SparseCategoricalCrossEntropy), say.");

    /// <summary>The metric of a name that is defined for a task.</summary>
    /// <exception cref="TrainingException">There is none.</exception>
    public static MetricInfo MetricOf(TextTask task, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var all = FittingMetrics(task).ToList();
        return all.Find(metric => string.Equals(metric.Name, name, StringComparison.Ordinal))
            ?? throw new TrainingException(
                $"there is no metric '{name}' for {task}; there are {string.Join(", ", all.Select(metric => metric.Name))}. "
                + "Choose one of these.");
    }

    /// <summary>An accumulator of rows for the metrics.</summary>
    public StreamedMetrics NewAccumulator() => TextTask.For(_model).NewMetrics(_model.Labels.Count, NeedsScores);

    /// <summary>The values of what was accumulated, the loss first; NaN where one is undefined for these rows.</summary>
    public OrderedDictionary<string, double> ValuesOf(double loss, StreamedMetrics accumulated)
    {
        var values = new OrderedDictionary<string, double>(StringComparer.Ordinal) { [LossName] = loss };
        foreach (var metric in Metrics) values[metric.Name] = accumulated.Rows == 0 ? double.NaN : metric.Compute(accumulated);
        return values;
    }

    /// <summary>Loss and metrics of rows.</summary>
    /// <exception cref="TrainingException">A row has no label, or a logit is no finite number.</exception>
    public OrderedDictionary<string, double> Evaluate(EncodedDataset data, CancellationToken cancellationToken)
    {
        int bound = new TrainingArguments().TokenBound;
        var rows = new Evaluator(_model, LabelSmoothing).Predict(data.RequireLabels(), bound, cancellationToken);
        var accumulated = TextTask.For(_model).Measure(
            _model.Labels.Count, rows.Labels, rows.Logits, rows.Scores, rows.LossOf, NeedsScores);
        return ValuesOf(accumulated.MeanLoss, accumulated);
    }

    private bool NeedsScores => Metrics.Any(static metric => metric.NeedsScores);

    private static IEnumerable<MetricInfo> FittingMetrics(TextTask task)
    {
        var rows = task.NewMetrics(1);
        return MetricCatalog.For(rows).Where(static metric => !metric.NeedsLosses)
            .Concat(Metric.OfKeras.Where(metric => metric.Fits(rows)));
    }

    private static void RequireFit(TextTask task, IReadOnlyList<MetricInfo> metrics)
    {
        var rows = task.NewMetrics(1);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            ArgumentNullException.ThrowIfNull(metric);
            if (!metric.Fits(rows))
            {
                throw new TrainingException(
                    $"the metric {metric.Name} is not defined for {task}; "
                    + $"{string.Join(", ", FittingMetrics(task).Select(static other => other.Name))} are. Choose one of these.");
            }

            if (metric.NeedsLosses || metric.Name is LossName)
                throw new TrainingException($"{metric.Name} is asked for as a metric, but the loss is measured in any case. Leave it out.");
            if (!names.Add(metric.Name))
                throw new TrainingException($"the metric {metric.Name} is named twice; each was expected once. Leave one out.");
        }
    }
}
