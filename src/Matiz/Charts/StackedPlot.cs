using Matiz.Charts.Drawing;

namespace Matiz.Charts;

/// <summary>How charts are stacked.</summary>
public sealed record StackedPlotOptions : PlotOptions;

/// <summary>Several charts in one picture, one below the other, such as the scores of several texts.</summary>
public sealed class StackedPlot : Plot
{
    /// <summary>The most charts that are drawn.</summary>
    public const int MaximumCharts = 100;

    private readonly Plot[] _charts;
    private readonly StackedPlotOptions _options;

    /// <summary>The charts.</summary>
    /// <param name="charts">At least one, made for the same width; each writes its own heading.</param>
    /// <param name="options">Null for the defaults; a title stands above all charts.</param>
    /// <exception cref="ArgumentException">There are no charts, or more than <see cref="MaximumCharts"/>.</exception>
    public StackedPlot(IReadOnlyList<Plot> charts, StackedPlotOptions? options = null)
        : base(options ?? new() { Title = "" })
    {
        ArgumentNullException.ThrowIfNull(charts);
        if (charts.Count == 0) PlotErrors.Empty("charts", nameof(charts));
        if (charts.Count > MaximumCharts)
            PlotErrors.TooMany("charts", charts.Count, MaximumCharts, "draw several pictures", nameof(charts));
        _charts = [.. charts];
        _options = options ?? new() { Title = "" };
    }

    private protected override string DefaultTitle => _options.Words.Scores;

    private protected override string Describe() => string.Join("; ", _charts.Select(static chart => chart.Description));

    private protected override void Draw(SvgCanvas canvas)
    {
        double y = string.IsNullOrEmpty(_options.Title) ? 0 : DrawHeader(canvas) - Theme.Margin, width = canvas.Width;
        foreach (var chart in _charts)
        {
            canvas.Height = 0;
            canvas.OpenShift(y);
            chart.DrawOn(canvas);
            canvas.CloseShift();
            y += canvas.Height;
            width = Math.Max(width, canvas.Width);
            canvas.Width = _options.Width;
        }

        (canvas.Width, canvas.Height) = (width, y);
    }
}
