using Matiz.Charts.Drawing;

namespace Matiz.Charts;

/// <summary>How the losses of a training run are drawn.</summary>
public sealed record LossCurvePlotOptions : AxesPlotOptions
{
    /// <summary>A logarithmic vertical axis. Default false.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>A vertical line with words at a step, such as that of the best checkpoint; none by default.</summary>
    public PlotMark? Mark { get; init; }
}

/// <summary>The training loss by step, pale as it was and strong as smoothed, with the validation loss where it was evaluated.</summary>
public sealed class LossCurvePlot : Plot
{
    private readonly CurvePlot _curves;
    private readonly LossCurvePlotOptions _options;

    /// <summary>The losses of one run.</summary>
    /// <param name="training">Step and loss, as logged.</param>
    /// <param name="validation">Step and loss of each evaluation; null or empty for none.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// There is no point at all, one is not finite, or a loss is not positive while the axis is logarithmic.
    /// </exception>
    public LossCurvePlot(
        IReadOnlyList<PlotPoint> training, IReadOnlyList<PlotPoint>? validation = null, LossCurvePlotOptions? options = null)
        : base(options ?? new())
    {
        ArgumentNullException.ThrowIfNull(training);
        _options = options ?? new();
        var words = _options.Words;
        CurveSeries[] series = [new(words.TrainingLoss, training, CurveStyle.Smoothed)];
        if (validation is { Count: > 0 }) series = [.. series, new(words.ValidationLoss, validation, CurveStyle.Marked)];
        _curves = new(series, new()
        {
            Title = _options.Title ?? words.Loss,
            Subtitle = _options.Subtitle,
            Width = _options.Width,
            Theme = _options.Theme,
            Words = words,
            PlotHeight = _options.PlotHeight,
            XLabel = _options.XLabel ?? words.Step,
            YLabel = _options.YLabel,
            Minimum = _options.IsLogarithmic ? null : 0,
            IsLogarithmic = _options.IsLogarithmic,
            Mark = _options.Mark,
        });
    }

    private protected override string DefaultTitle => _options.Words.Loss;

    private protected override string Describe() => _curves.Description;

    private protected override void Draw(SvgCanvas canvas) => _curves.DrawOn(canvas);
}
