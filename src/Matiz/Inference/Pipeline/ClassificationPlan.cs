using Matiz.Models;
using Matiz.Tasks;
using Matiz.Tokenizers;

namespace Matiz.Inference.Pipeline;

/// <summary>What a call asks of a classifier, checked against its model: how rows are cut, and what is made of logits.</summary>
internal sealed class ClassificationPlan
{
    private readonly SequenceClassificationModel _model;
    private readonly TextTask _task;
    private readonly ModelCalibration _calibration;
    private readonly ClassificationOptions _options;
    private readonly double _temperature;

    /// <summary>The plan of a call.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">What encodes its rows.</param>
    /// <param name="calibration">What the classifier's scores and labels go by.</param>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="ModelException">The model gives nothing that an option is about.</exception>
    /// <exception cref="TokenizerException">
    /// A window has no room for more than the stride, or the length is none at which this classifier's texts can be cut.
    /// </exception>
    public ClassificationPlan(
        SequenceClassificationModel model, RowEncoder rows, ModelCalibration calibration, ClassificationOptions options)
    {
        (_model, _options) = (model, options);
        _task = TextTask.For(model);
        if (options.MaxLength is { } length) rows.RequireMaxLength(length);
        if (options.Stride is { } stride) rows.RequireStride(stride, options.MaxLength);
        Require(options);
        _calibration = Merge(calibration, options);
        bool isOwn = options.FunctionToApply is { } function && function == _task.ScoreFunctionOf(model.Labels.Count);
        _temperature = isOwn ? _calibration.Temperature : 1;
        Cut = new RowCut(options.TruncationSide, !options.Truncates && options.Stride is null, options.Stride, options.MaxLength);
    }

    /// <summary>What becomes of a row that is too long.</summary>
    public RowCut Cut { get; }

    /// <summary>How windows become one answer.</summary>
    public WindowPooling WindowPooling => _options.WindowPooling;

    /// <summary>How many logits a row has.</summary>
    /// <param name="tokens">Tokens of the row.</param>
    public int LogitsOf(int tokens) => _task.UnitsOf(tokens) * _model.Labels.Count;

    /// <summary>Checks that logits are numbers.</summary>
    /// <exception cref="ModelException">One is none.</exception>
    public void RequireFinite(ReadOnlySpan<float> logits)
    {
        if (!FiniteNumbers.AreAll(logits)) throw FiniteNumbers.Error(_model.Config, _model.Parameters, "a logit");
    }

    /// <summary>What is said of one text.</summary>
    /// <param name="logits">Its logits.</param>
    /// <param name="tokenCount">Tokens that the model read.</param>
    /// <param name="droppedTokens">Tokens that were cut off.</param>
    /// <param name="windows">The windows whose pooled logits these are; null: none were asked for.</param>
    public Prediction Predict(ReadOnlySpan<float> logits, int tokenCount, int droppedTokens, IReadOnlyList<TextWindow>? windows = null)
    {
        float[] scores = _task.ScoresOf(logits, _calibration.Temperature);
        var decision = _task.Decide(logits, scores, _calibration, _model.Labels);
        if (_options.FunctionToApply is { } function)
        {
            RequireOneLogitALabel(logits.Length, "ClassificationOptions.FunctionToApply");
            scores = Scores.Compute(logits, function, _temperature);
        }

        return Prediction.For(_task, new TaskAnswer(decision, scores, _model.Labels)) with
        {
            Logits = logits.ToArray(),
            TokenCount = tokenCount,
            DroppedTokens = droppedTokens,
            Windows = windows,
            TopK = _options.TopK,
        };
    }

    /// <summary>Checks that a row has one logit a label, which windows and functions go by.</summary>
    /// <exception cref="ModelException">It has others.</exception>
    public void RequireOneLogitALabel(int logits, string option)
    {
        if (logits == _model.Labels.Count) return;
        throw new ModelException(
            _model.Config.Path,
            $"the task '{_task}' has {logits} logits for a row of {_model.Labels.Count} labels, but {option} was given. "
            + "One logit a label was expected. Leave the option out.");
    }

    private ModelCalibration Merge(ModelCalibration calibration, ClassificationOptions options)
    {
        if (options.MinScore is { } score) calibration = calibration with { MinScore = score };
        if (options.Threshold is null && options.Thresholds is null) return calibration;
        var thresholds = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (string name in _model.Labels.Names)
        {
            if (options.Thresholds?.TryGetValue(name, out float own) ?? false) thresholds[name] = own;
            else if (options.Threshold is { } all) thresholds[name] = all;
            else if (calibration.Thresholds?.TryGetValue(name, out float calibrated) ?? false) thresholds[name] = calibrated;
        }

        return calibration with { Thresholds = thresholds };
    }

    private void Require(ClassificationOptions options)
    {
        bool asksForThresholds = options.Threshold is not null || options.Thresholds is not null;
        if (options.MinScore is not null && !_task.HasClasses)
            throw Refused("ClassificationOptions.MinScore was given, but this model gives numbers, which have no scores");
        if (asksForThresholds && _task.Calibration != CalibrationMethod.Thresholds)
            throw Refused("a threshold (ClassificationOptions.Thresholds) was given, but this model does not give several labels a text");
        foreach (string name in options.Thresholds?.Keys ?? [])
        {
            if (_model.Labels.Names.Contains(name, StringComparer.Ordinal)) continue;
            throw new ModelException(
                _model.Config.Path,
                $"ClassificationOptions.Thresholds names the label '{name}'. The model's labels {_model.Labels.Listed()} were expected. "
                + "Correct the name.");
        }

        bool isOther = options.FunctionToApply is { } function && function != _task.ScoreFunctionOf(_model.Labels.Count);
        if (isOther && (options.MinScore is not null || asksForThresholds))
        {
            throw Refused(
                $"ClassificationOptions.FunctionToApply is {options.FunctionToApply}, and a least score or threshold was given "
                + $"as well, which "
                + "is compared with the task's own scores");
        }
    }

    private ModelException Refused(string what) => new(
        _model.Config.Path, $"{what} (problem type {_task}). Options that fit the model were expected. Leave one out.");
}
