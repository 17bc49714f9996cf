using System.Text.Json;
using Matiz.Data;
using Matiz.Data.Csv;
using Matiz.Metrics;
using Matiz.Tensors;

namespace Matiz.Tasks;

/// <summary>A number a row: the logit itself, and its squared error (reference: <c>regression</c>).</summary>
public class RegressionTask : TextTask
{
    /// <summary>The built-in task.</summary>
    public RegressionTask()
        : this(ProblemType.Regression.Name)
    {
    }

    /// <summary>A task of another name whose labels are a number a row.</summary>
    /// <param name="name">Its name in config.json.</param>
    protected RegressionTask(string name)
        : base(name, LabelReaders.Value)
    {
    }

    /// <inheritdoc/>
    public override string DefaultMetric => "loss";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Headlines { get; } = ["mae", "rmse", "r2", "pearson", "spearman"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Curves { get; } = ["pearson", "spearman", "r2"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> AnswerColumns { get; } = ["value"];

    /// <inheritdoc/>
    public override TaskLoss NewLoss(TaskRows rows, LossOptions options) => new SquaredErrorLoss(rows.Labels, options.Labels);

    /// <inheritdoc/>
    public override StreamedMetrics NewMetrics(int labels, bool keepScores = true) => new RegressionMetrics(keepValues: keepScores);

    /// <inheritdoc/>
    public override ScoreFunction? ScoreFunctionOf(int labels) => ScoreFunction.None;

    /// <summary>The logits themselves.</summary>
    /// <inheritdoc cref="TextTask.ScoresOf"/>
    public override float[] ScoresOf(ReadOnlySpan<float> logits, double temperature = 1) => logits.ToArray();

    /// <inheritdoc/>
    public override Decision Decide(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> scores, ModelCalibration calibration, ClassLabel? labels) =>
        new(Label.OfValue(logits[0]));

    /// <inheritdoc/>
    public override void WriteAnswer(Utf8JsonWriter json, TaskAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(answer);
        json.WriteNumber("value", answer.Decision.Label.Value);
    }

    /// <inheritdoc/>
    public override void WriteAnswer(CsvRowWriter csv, TaskAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(csv);
        ArgumentNullException.ThrowIfNull(answer);
        csv.Field(answer.Decision.Label.Value);
    }
}

/// <summary>The squared error.</summary>
internal sealed class SquaredErrorLoss(IReadOnlyList<Label> labels, int outputs) : TaskLoss
{
    public override IReadOnlyList<string> KerasNames => ["mean_squared_error"];

    public override Tensor Forward(Tape tape, Tensor logits, ReadOnlySpan<int> rows)
    {
        var targets = new float[rows.Length * outputs];         // [rows, outputs]
        for (int i = 0; i < rows.Length; i++) targets[i * outputs] = labels[rows[i]].Value;
        return tape.MeanSquaredError(logits, tape.NewTensor(rows.Length, outputs, targets));
    }

    public override double WideOf(int row, ReadOnlySpan<float> logits)
    {
        double error = (double)logits[0] - labels[row].Value;
        return error * error;
    }
}
