using Matiz.Data;
using Matiz.Inference;
using Matiz.Metrics;
using Matiz.Models;

namespace Matiz.Training;

/// <summary>
/// Measures a classifier on a stream of labelled rows: texts are forgotten once they are predicted. The numbers are those that
/// <see cref="Trainer.Evaluate(Dataset, string, CancellationToken)"/> gives for the same rows.
/// </summary>
public sealed class StreamedEvaluation
{
    private const int RowsAtOnce = 512;

    private readonly SequenceClassificationModel _model;
    private readonly Evaluator _evaluator;
    private readonly int? _maxLength;
    private readonly ModelCalibration _calibration;
    private readonly float[] _thresholds;
    private readonly ClassificationMetrics? _single;
    private readonly MultiLabelMetrics? _multiple;
    private readonly RegressionMetrics? _regression;

    /// <summary>An evaluation without rows yet.</summary>
    /// <param name="model">What is measured.</param>
    /// <param name="arguments">
    /// The settings that count for it: where texts are cut, how much is computed at once, label smoothing of the loss; null: the defaults.
    /// </param>
    /// <param name="calibration">What scores and labels go by; the loss stays that of the raw logits. Null: the raw logits.</param>
    /// <exception cref="TrainingException">The model has more classes than a confusion matrix can count (<see cref="ClassLabel.MaximumCount"/>).</exception>
    public StreamedEvaluation(SequenceClassificationModel model, TrainingArguments? arguments = null, ModelCalibration? calibration = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Trainer.RequireCountable(model);
        arguments ??= new TrainingArguments();
        _model = model;
        _calibration = calibration ?? ModelCalibration.None;
        _thresholds = _calibration.ThresholdsOf(model.Labels);
        _evaluator = new Evaluator(model, arguments);
        _maxLength = arguments.MaxLength ?? model.OwnMaxLength;
        Limit = TextLimit.Of(model.Tokenizer, model.Encoder.MaxTokens, _maxLength);
        switch (model.ProblemType.LabelKind)
        {
            case LabelKind.Index:
                _single = new ClassificationMetrics(model.Labels.Count, keepScores: true);
                break;
            case LabelKind.Indices:
                _multiple = new MultiLabelMetrics(model.Labels.Count, keepScores: true);
                break;
            default:
                _regression = new RegressionMetrics(keepValues: true);
                break;
        }
    }

    /// <summary>The tokens at which texts are cut.</summary>
    public int MaxLength => Limit.MaxLength;

    /// <summary>Where texts are cut, and whether the position table is what limits them.</summary>
    public TextLimit Limit { get; }

    /// <summary>Rows that were measured.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows whose text was cut.</summary>
    public int CutRows { get; private set; }

    /// <summary>
    /// Rows whose greatest score reaches the calibration's <see cref="ModelCalibration.MinScore"/>, so that a label is given; metrics are
    /// of all rows.
    /// </summary>
    public int AnsweredRows { get; private set; }

    /// <summary>Those of <see cref="AnsweredRows"/> whose label is right; one label a row only.</summary>
    public int RightAnsweredRows { get; private set; }

    /// <summary>The counts of truth and prediction; null unless one label a row is asked for.</summary>
    public ConfusionMatrix? Confusion => _single?.Confusion;

    /// <summary>The metrics by name, without prefix; null: undefined for these rows.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public IReadOnlyDictionary<string, double?> Metrics => _single?.Compute() ?? _multiple?.Compute() ?? _regression!.Compute();

    /// <summary>Precision, recall and F1 of each class; null for regression.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public ClassificationReport? Report => _single?.Report(_model.Labels.DistinctNames) ?? _multiple?.Report(_model.Labels.DistinctNames);

    /// <summary>Measures more rows.</summary>
    /// <param name="rows">With labels; read a little ahead.</param>
    /// <param name="progress">Gets the number of rows after each part.</param>
    /// <param name="cancellationToken">Stops between two parts.</param>
    /// <exception cref="DataException">Reading the rows failed.</exception>
    /// <exception cref="TrainingException">A row has no label, or one that does not fit the model.</exception>
    public void Add(IEnumerable<Row> rows, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var labels = _model.ProblemType == ProblemType.Regression ? null : _model.Labels;
        foreach (var part in rows.Chunk(RowsAtOnce))
        {
            var batch = new Dataset(part[0].Source.Split, part, labels, LabelReaders.For(_model.ProblemType));
            var data = EncodedDataset.Encode(batch, _model, _maxLength).RequireLabels();
            var (logits, losses) = _evaluator.Predict(data, cancellationToken);
            for (int row = 0; row < part.Length; row++)
            {
                double? loss = losses is null ? null : _evaluator.LossOf(data.Labels[row], logits[row], losses[row]);
                var scores = Scores.Of(logits[row], _model.ProblemType, _calibration.Temperature);
                if (_single is not null) Count(data.Labels[row].Index, scores);
                _single?.Add(data.Labels[row].Index, scores, loss);
                _multiple?.Add(data.Labels[row].ToFlags(_model.Labels.Count), scores, _thresholds, loss);
                _regression?.Add(data.Labels[row].Value, scores[0], loss);
                if (data.DroppedTokens[row] > 0) CutRows++;
            }

            Rows += part.Length;
            progress?.Report(Rows);
        }
    }

    private void Count(int truth, float[] scores)
    {
        float greatest = scores.Max();
        if (!_calibration.Answers(greatest)) return;
        AnsweredRows++;
        if (Array.IndexOf(scores, greatest) == truth) RightAnsweredRows++;
    }
}
