using Matiz.Data;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tasks;

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
    private readonly int _tokenBound;
    private readonly TextTask _task;
    private readonly StreamedMetrics _metrics;

    /// <summary>An evaluation without rows yet.</summary>
    /// <param name="model">What is measured.</param>
    /// <param name="arguments">
    /// The settings that count for it: where texts are cut, how much is computed at once, label smoothing of the loss; null: the defaults.
    /// </param>
    /// <param name="calibration">What scores and labels go by; the loss stays that of the raw logits. Null: the raw logits.</param>
    /// <exception cref="TrainingException">
    /// The model has more classes than a confusion matrix can count (<see cref="ClassLabel.MaximumCount"/>).
    /// </exception>
    public StreamedEvaluation(SequenceClassificationModel model, TrainingArguments? arguments = null, ModelCalibration? calibration = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Trainer.RequireCountable(model);
        arguments ??= new TrainingArguments();
        _model = model;
        _calibration = calibration ?? ModelCalibration.None;
        _task = TextTask.For(model);
        _metrics = _task.NewMetrics(model.Labels.Count);
        _evaluator = new Evaluator(model, arguments.LabelSmoothing);
        _tokenBound = arguments.TokenBound;
        _maxLength = arguments.MaxLength;
        Limit = TextLimit.ForModel(model, _maxLength);
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
    public ConfusionMatrix? Confusion => (_metrics as ClassificationMetrics)?.Confusion;

    /// <summary>The metrics by name, without prefix; null: undefined for these rows.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public IReadOnlyDictionary<string, double?> Metrics => _metrics.Compute();

    /// <summary>Precision, recall and F1 of each class; null for regression.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public ClassificationReport? Report => _metrics.ReportOf(_model.Labels.DistinctNames);

    /// <summary>Measures more rows.</summary>
    /// <param name="rows">With labels; read a little ahead.</param>
    /// <param name="progress">Gets the number of rows after each part.</param>
    /// <param name="cancellationToken">Stops between two parts.</param>
    /// <exception cref="DataException">Reading the rows failed.</exception>
    /// <exception cref="TrainingException">A row has no label, or one that does not fit the model.</exception>
    public void Add(IEnumerable<Row> rows, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var labels = _task.HasClasses ? _model.Labels : null;
        foreach (var part in rows.Chunk(RowsAtOnce))
        {
            var batch = new Dataset(part[0].Source.Split, part, labels, _task.LabelReader);
            var data = EncodedDataset.Encode(batch, _model, _maxLength).RequireLabels();
            var measured = _evaluator.Predict(data, _tokenBound, cancellationToken);
            for (int row = 0; row < part.Length; row++)
            {
                float[] scores = _task.ScoresOf(measured.Logits[row], _calibration.Temperature);
                var decision = _task.Decide(measured.Logits[row], scores, _calibration, _model.Labels);
                _metrics.Add(data.Labels[row], decision.Label, scores, measured.LossOf(row));
                if (decision.IsGiven) AnsweredRows++;
                if (decision.IsGiven && decision.Label == data.Labels[row]) RightAnsweredRows++;
                if (data.DroppedTokens[row] > 0) CutRows++;
            }

            Rows += part.Length;
            progress?.Report(Rows);
        }
    }
}
