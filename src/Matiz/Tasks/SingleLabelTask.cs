using System.Text.Json;
using Matiz.Data;
using Matiz.Data.Csv;
using Matiz.Metrics;
using Matiz.Tasks.Arithmetic;
using Matiz.Tensors;

namespace Matiz.Tasks;

/// <summary>
/// One class a row: softmax, cross-entropy, the class of the greatest logit (reference: <c>single_label_classification</c>).
/// </summary>
public class SingleLabelTask : TextTask
{
    /// <summary>The built-in task.</summary>
    public SingleLabelTask()
        : this(ProblemType.SingleLabelClassification.Name)
    {
    }

    /// <summary>A task of another name whose labels are one class a row.</summary>
    /// <param name="name">Its name in config.json.</param>
    protected SingleLabelTask(string name)
        : base(name, LabelReaders.Index)
    {
    }

    /// <inheritdoc/>
    public override int MaximumLabels => ClassLabel.MaximumCount;

    /// <inheritdoc/>
    public override bool WeighsClasses => true;

    /// <inheritdoc/>
    public override CalibrationMethod Calibration => CalibrationMethod.Temperature;

    /// <inheritdoc/>
    public override string DefaultMetric => "f1";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Headlines { get; } = ["accuracy", "f1_weighted", "f1_macro", "log_loss"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Curves { get; } = ["accuracy", "f1_weighted", "f1_macro"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> AnswerColumns { get; } = ["label", "label_index", "score"];

    /// <inheritdoc/>
    public override int[] ClassesOf(IReadOnlyList<Label> labels) => [.. labels.Select(static label => label.Index)];

    /// <inheritdoc/>
    public override TaskLoss NewLoss(TaskRows rows, LossOptions options) => new CrossEntropyLoss(ClassesOf(rows.Labels), options);

    /// <inheritdoc/>
    public override StreamedMetrics NewMetrics(int labels, bool keepScores = true) => new ClassificationMetrics(labels, keepScores);

    /// <inheritdoc/>
    public override ScoreFunction? ScoreFunctionOf(int labels) => labels > 1 ? ScoreFunction.Softmax : ScoreFunction.Sigmoid;

    /// <summary>The softmax; of a single label the sigmoid, since a softmax of one says nothing.</summary>
    /// <inheritdoc cref="TextTask.ScoresOf"/>
    public override float[] ScoresOf(ReadOnlySpan<float> logits, double temperature = 1) =>
        logits.Length > 1 ? Probabilities.Softmax(logits, temperature) : Probabilities.Sigmoid(logits, temperature);

    /// <inheritdoc/>
    public override Decision Decide(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> scores, ModelCalibration calibration, ClassLabel? labels)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        int best = Probabilities.ArgMax(logits);
        return new Decision(Label.OfIndex(best), calibration.Answers(scores[best]));
    }

    /// <inheritdoc/>
    public override void WriteAnswer(Utf8JsonWriter json, TaskAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(answer);
        int index = answer.Decision.Label.Index;
        json.WriteString("label", answer.Decision.IsGiven ? answer.Labels.NameOf(index) : null);
        if (answer.Decision.IsGiven) json.WriteNumber("label_index", index);
        else json.WriteNull("label_index");
        json.WriteNumber("score", answer.Scores[index]);
        WriteScores(json, answer);
    }

    /// <inheritdoc/>
    public override void WriteAnswer(CsvRowWriter csv, TaskAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(csv);
        ArgumentNullException.ThrowIfNull(answer);
        int index = answer.Decision.Label.Index;
        if (answer.Decision.IsGiven) csv.Field(answer.Labels.NameOf(index)).Field(index);
        else csv.Field(null).Field(null);
        csv.Field(answer.Scores[index]);
    }
}

/// <summary>Softmax cross-entropy with label smoothing and class weights.</summary>
internal sealed class CrossEntropyLoss(int[] classes, LossOptions options) : TaskLoss
{
    public override IReadOnlyList<string> KerasNames => ["sparse_categorical_crossentropy", "categorical_crossentropy"];

    public override Tensor Forward(Tape tape, Tensor logits, ReadOnlySpan<int> rows)
    {
        var indices = new int[rows.Length];
        for (int i = 0; i < indices.Length; i++) indices[i] = classes[rows[i]];
        return tape.CrossEntropy(logits, indices, (float)options.LabelSmoothing, options.ClassWeights);
    }

    public override float WeightOf(int row, int unit) => options.ClassWeights is null ? 1f : options.ClassWeights[classes[row]];

    public override double WideOf(int row, ReadOnlySpan<float> logits)
    {
        double largest = double.NegativeInfinity, sum = 0, mean = 0, smoothing = options.LabelSmoothing;
        foreach (float logit in logits) largest = Math.Max(largest, logit);
        foreach (float logit in logits) sum += Math.Exp(logit - largest);
        double total = largest + Math.Log(sum);
        foreach (float logit in logits) mean += (total - logit) / logits.Length;
        return ((1 - smoothing) * (total - logits[classes[row]])) + (smoothing * mean);
    }
}
