using Matiz.Data;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Workflows.Quantization;

/// <summary>What a model gives for the validation rows.</summary>
/// <param name="Value">The metric.</param>
/// <param name="Right">Of each row whether its answer is right; empty for numbers.</param>
internal sealed record QuantizationScore(double Value, bool[] Right);

/// <summary>Measures models of the same tokenizer on the same rows.</summary>
internal sealed class QuantizationMeasure
{
    // Enough to tell layers apart.
    private const int ProbedRows = 256;

    private readonly string _path;
    private readonly TextTask _task;
    private readonly EncodedDataset _data;
    private readonly EncodedDataset _probe;
    private readonly TrainingArguments _arguments;
    private readonly CancellationToken _cancellation;

    /// <summary>A measure.</summary>
    /// <param name="path">The model, for messages.</param>
    /// <param name="model">One of the models.</param>
    /// <param name="rows">The rows, with labels.</param>
    /// <param name="options">Names the metric.</param>
    /// <param name="arguments">Where texts are cut, and what the loss is.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public QuantizationMeasure(
        string path, SequenceClassificationModel model, Row[] rows, QuantizationOptions options, TrainingArguments arguments,
        CancellationToken cancellation)
    {
        (_path, _task, _arguments, _cancellation) = (path, TextTask.For(model), arguments, cancellation);
        _data = Encode(rows);
        _probe = rows.Length > ProbedRows ? Encode(rows[..ProbedRows]) : _data;
        Metric = MetricCatalog.WithoutPrefix(options.Metric ?? _task.DefaultMetric);
        GreaterIsBetter = MetricCatalog.TryFind(Metric)?.GreaterIsBetter ?? true;

        EncodedDataset Encode(Row[] some) => EncodedDataset.Encode(
            new Dataset("validation", some, _task.HasClasses ? model.Labels : null, _task.LabelReader), model, arguments.MaxLength)
            .RequireLabels();
    }

    /// <summary>The metric, without prefix.</summary>
    public string Metric { get; }

    /// <summary>Whether more of it is better.</summary>
    public bool GreaterIsBetter { get; }

    /// <summary>Rows that are measured.</summary>
    public int Rows => _data.Count;

    /// <summary>Measures all rows.</summary>
    /// <exception cref="QuantizationException">There is no such metric, or it is undefined for these rows.</exception>
    public QuantizationScore Measure(SequenceClassificationModel model)
    {
        var found = new Evaluator(model, _arguments.LabelSmoothing).Predict(_data, _arguments.TokenBound, _cancellation);
        var metrics = found.Measure();
        if (!metrics.TryGetValue(Metric, out double? value))
        {
            throw new QuantizationException(
                _path,
                $"there is no metric '{Metric}' of these rows. One of {string.Join(", ", metrics.Keys)} was expected. "
                + "Set QuantizationOptions.Metric to one of them.");
        }

        if (value is not { } number)
        {
            throw new QuantizationException(
                _path,
                $"the metric '{Metric}' is undefined for the {_data.Count} validation rows. One that has a value was expected. "
                + "Set QuantizationOptions.Metric to another, or give more rows (QuantizationOptions.Validation).");
        }

        bool[] right = !_task.HasClasses ? [] :
        [
            .. Enumerable.Range(0, _data.Count).Select(row =>
                _task.Decide(found.Logits[row], found.Scores[row], ModelCalibration.None, model.Labels).Label == _data.Labels[row]),
        ];
        return new QuantizationScore(number, right);
    }

    /// <summary>The logits of some rows, end to end.</summary>
    public float[] Probe(SequenceClassificationModel model) =>
        [.. new Evaluator(model).Predict(_probe, _arguments.TokenBound, _cancellation).Logits.SelectMany(row => row)];

    /// <summary>By how many points a score is worse: hundredths, or per cent of an error.</summary>
    public double Drop(QuantizationScore before, QuantizationScore after)
    {
        if (GreaterIsBetter) return 100 * (before.Value - after.Value);
        double worse = after.Value - before.Value;
        return worse == 0 ? 0 : before.Value == 0 ? 100 * worse : 100 * worse / Math.Abs(before.Value);
    }

    /// <summary>Rows that were right before and are not after.</summary>
    public static int Lost(QuantizationScore before, QuantizationScore after) =>
        before.Right.Zip(after.Right).Count(pair => pair.First && !pair.Second);
}
