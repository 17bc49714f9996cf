using System.Text.Json;
using Matiz.Data;
using Matiz.Data.Corrections;
using Matiz.Data.Csv;
using Matiz.Metrics;
using Matiz.Tasks.Arithmetic;
using Matiz.Tensors;

namespace Matiz.Tasks;

/// <summary>
/// Any number of classes a row: a sigmoid a label, binary cross-entropy, each label above its threshold (reference:
/// <c>multi_label_classification</c>).
/// </summary>
public class MultiLabelTask : TextTask
{
    private const float UsualThreshold = 0.5f;

    /// <summary>The built-in task.</summary>
    public MultiLabelTask()
        : this(ProblemType.MultiLabelClassification.Name)
    {
    }

    /// <summary>A task of another name whose labels are any number of classes a row.</summary>
    /// <param name="name">Its name in config.json.</param>
    protected MultiLabelTask(string name)
        : base(name, LabelReaders.Indices)
    {
    }

    /// <inheritdoc/>
    public override CalibrationMethod Calibration => CalibrationMethod.Thresholds;

    /// <inheritdoc/>
    public override string DefaultMetric => "f1";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Headlines { get; } = ["f1_micro", "f1_macro", "subset_accuracy", "hamming_loss"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Curves { get; } = ["f1_micro", "f1_macro", "subset_accuracy"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> AnswerColumns { get; } = ["labels"];

    /// <inheritdoc/>
    public override TaskLoss NewLoss(TaskRows rows, LossOptions options) => new SigmoidLoss(rows.Labels, options.Labels);

    /// <inheritdoc/>
    public override StreamedMetrics NewMetrics(int labels, bool keepScores = true) => new MultiLabelMetrics(labels, keepScores);

    /// <inheritdoc/>
    public override ScoreFunction? ScoreFunctionOf(int labels) => ScoreFunction.Sigmoid;

    /// <summary>A sigmoid a label.</summary>
    /// <inheritdoc cref="TextTask.ScoresOf"/>
    public override float[] ScoresOf(ReadOnlySpan<float> logits, double temperature = 1) => Probabilities.Sigmoid(logits, temperature);

    /// <inheritdoc/>
    public override Decision Decide(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> scores, ModelCalibration calibration, ClassLabel? labels)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        if (labels is not null) return new Decision(Label.OfIndices(calibration.LabelsOf(scores, labels)));
        var given = new List<int>();
        for (int label = 0; label < scores.Length; label++)
        {
            if (MultiLabelMetrics.IsPredicted(scores[label], UsualThreshold)) given.Add(label);
        }

        return new Decision(Label.OfIndices(given));
    }

    /// <inheritdoc/>
    public override void WriteAnswer(Utf8JsonWriter json, TaskAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(answer);
        json.WriteStartArray("labels");
        foreach (int label in answer.Decision.Label.Indices) json.WriteStringValue(answer.Labels.NameOf(label));
        json.WriteEndArray();
        WriteScores(json, answer);
    }

    /// <summary>The labels, divided by commas, or a JSON array where a name would be torn by that.</summary>
    /// <inheritdoc/>
    public override void WriteAnswer(CsvRowWriter csv, TaskAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(csv);
        ArgumentNullException.ThrowIfNull(answer);
        csv.Field(LabelText.OfSeveral([.. answer.Decision.Label.Indices.ToArray().Select(answer.Labels.NameOf)]));
    }
}

/// <summary>The mean over the labels of the sigmoid's cross-entropy.</summary>
internal sealed class SigmoidLoss(IReadOnlyList<Label> labels, int count) : TaskLoss
{
    public override IReadOnlyList<string> KerasNames => ["binary_crossentropy"];

    public override Tensor Forward(Tape tape, Tensor logits, ReadOnlySpan<int> rows)
    {
        var targets = new float[rows.Length * count];           // [rows, labels]: 0 or 1
        for (int i = 0; i < rows.Length; i++)
        {
            foreach (int index in labels[rows[i]].Indices) targets[(i * count) + index] = 1;
        }

        return tape.SigmoidCrossEntropy(logits, tape.NewTensor(rows.Length, count, targets));
    }

    public override double WideOf(int row, ReadOnlySpan<float> logits)
    {
        bool[] truth = labels[row].ToFlags(logits.Length);
        double sum = 0;
        for (int k = 0; k < logits.Length; k++)
            sum += Math.Max((double)logits[k], 0) - (truth[k] ? logits[k] : 0.0) + Math.Log(1 + Math.Exp(-Math.Abs((double)logits[k])));
        return sum / logits.Length;
    }
}
