using Matiz.Charts.Drawing;

namespace Matiz.Charts;

/// <summary>How curves are drawn.</summary>
public sealed record CurvePlotOptions : AxesPlotOptions
{
    /// <summary>Where the vertical axis begins; null takes a round value below the least. Default null.</summary>
    public double? Minimum { get; init; }

    /// <summary>Where the vertical axis ends; null takes a round value above the greatest. Default null.</summary>
    public double? Maximum { get; init; }

    /// <summary>A logarithmic vertical axis. Default false.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>A vertical line with words at a place of the horizontal axis, such as the best epoch; none by default.</summary>
    public PlotMark? Mark { get; init; }
}

/// <summary>A place on the horizontal axis worth a line.</summary>
/// <param name="Value">Where.</param>
/// <param name="Label">What stands beside the line.</param>
public sealed record PlotMark(double Value, string Label);

/// <summary>Curves over one axis, such as metrics by epoch, with a legend.</summary>
public sealed class CurvePlot : Plot
{
    private readonly CurveSeries[] _series;
    private readonly CurvePlotOptions _options;

    /// <summary>The curves.</summary>
    /// <param name="series">At least one with a point; of a series with none only the name is shown.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// There is no point at all; a point or the mark is not finite; a value is not positive while the axis is logarithmic; the minimum is
    /// not below the maximum.
    /// </exception>
    public CurvePlot(IReadOnlyList<CurveSeries> series, CurvePlotOptions? options = null)
        : base(options ?? new())
    {
        ArgumentNullException.ThrowIfNull(series);
        _options = options ?? new();
        foreach (var curve in series) PlotErrors.RequireFinite(curve.Points, $"'{curve.Name}' at point", nameof(series));
        if (series.Sum(static s => s.Points.Count) == 0) PlotErrors.Empty("points", nameof(series));
        if (_options.IsLogarithmic)
        {
            var values = series.SelectMany(static s => s.Points).Select(static p => p.Y);
            foreach (var value in values.Concat([_options.Minimum ?? 1, _options.Maximum ?? 1]))
            {
                if (value <= 0) PlotErrors.NotPositive("a value", value, nameof(series));
            }
        }

        if (_options.Minimum is { } low && _options.Maximum is { } high && !(low < high))
            throw new ArgumentException(
                $"the axis runs from {low} to {high}, expected the minimum below the maximum: swap them.", nameof(options));
        PlotErrors.RequireFinite(
            [_options.Minimum ?? 0, _options.Maximum ?? 0, _options.Mark?.Value ?? 0], "an option's value", nameof(options));
        _series = [.. series];
    }

    private protected override string DefaultTitle => _series[0].Name;

    private protected override string Describe() => string.Join("; ", _series.Where(static s => s.Points.Count > 0).Select(static s =>
    {
        double low = s.Points.Min(static p => p.Y), high = s.Points.Max(static p => p.Y);
        return $"{s.Name}: {NumberText.Value(s.Points[0].Y)} … {NumberText.Value(s.Points[^1].Y)} ({NumberText.Value(low)} – "
            + $"{NumberText.Value(high)})";
    }));

    private protected override void Draw(SvgCanvas canvas)
    {
        var y = DrawHeader(canvas);
        var legend = new Legend(
            [.. _series.Select((s, k) => new LegendEntry(s.Name, (c, x, at) => CurvePainter.DrawKey(c, s.Style, k, x, at)))],
            canvas.Width - (2 * Theme.Margin));
        var isLegendAbove = legend.Lines <= 2;
        if (isLegendAbove)
        {
            legend.Draw(canvas, Theme.Margin, y);
            y += legend.Height + 8;
        }

        if (_options.Mark is not null) y += 16;
        string xLabel = _options.XLabel ?? _options.Words.Step, yLabel = _options.YLabel ?? "";
        var vertical = Vertical(y);
        var ticks = Axes.LeftTicks(vertical);
        var left = Axes.LeftWidth(ticks, yLabel);
        var area = new Box(Theme.Margin + left, y, canvas.Width - (2 * Theme.Margin) - left, _options.PlotHeight);
        var xs = _series.SelectMany(static s => s.Points).Select(static p => p.X).Concat(_options.Mark is { } m ? [m.Value] : []).ToArray();
        var horizontal = Scale.Linear(xs.Min(), xs.Max(), area.X + 6, area.Right - 6);
        Axes.DrawLeft(canvas, area, vertical, ticks, yLabel);
        Axes.DrawBottom(
            canvas, area, horizontal, Axes.BottomTicks(horizontal, isWhole: Array.TrueForAll(xs, static x => x == Math.Round(x))), xLabel);
        if (_options.Mark is { } mark) Marks.Draw(canvas, area, horizontal, [mark]);
        for (int k = 0; k < _series.Length; k++) CurvePainter.Draw(canvas, _series[k], k, horizontal, vertical);

        canvas.Height = area.Bottom + Axes.BottomHeight(xLabel) + Theme.Margin;
        if (isLegendAbove) return;
        legend.Draw(canvas, Theme.Margin, canvas.Height);
        canvas.Height += legend.Height + Theme.Margin;
    }

    /// <summary>The vertical scale: ends are ticks, so that no curve touches the frame.</summary>
    private Scale Vertical(double top)
    {
        var values = _series.SelectMany(static s => s.Points).Select(static p => p.Y).ToArray();
        double low = Math.Min(_options.Minimum ?? values.Min(), values.Min()),
        high = Math.Max(_options.Maximum ?? values.Max(), values.Max());
        var bottom = top + _options.PlotHeight;
        if (_options.IsLogarithmic) return Scale.Logarithmic(low, high, bottom - 4, top + 4);
        var wide = Scale.Linear(low, high, bottom, top);
        var step = Ticks.Step(wide.Maximum - wide.Minimum, (int)(_options.PlotHeight / 48));
        if (!double.IsFinite(step)) return wide;
        return Scale.Linear(
            _options.Minimum is null ? Math.Floor((wide.Minimum / step) + 1e-9) * step : low,
            _options.Maximum is null ? Math.Ceiling((wide.Maximum / step) - 1e-9) * step : high, bottom, top);
    }
}
