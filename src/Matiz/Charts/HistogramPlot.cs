using Matiz.Charts.Drawing;

namespace Matiz.Charts;

/// <summary>How values are counted.</summary>
public sealed record HistogramPlotOptions : AxesPlotOptions
{
    /// <summary>About how many bars; their edges are round values. Default 40.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 500.</exception>
    public int Bins
    {
        get;
        init => field = (int)PlotErrors.InRange(value, 1, 500, nameof(Bins));
    } = 40;

    /// <summary>
    /// A logarithmic vertical axis, on which a few extreme values are seen beside thousands of usual ones. Default false.
    /// </summary>
    public bool HasLogarithmicCounts { get; init; }

    /// <summary>
    /// Values from here on are counted in the last bar, so that a few do not press the others together; null for none. Default null.
    /// </summary>
    public double? Maximum { get; init; }

    /// <summary>
    /// Vertical lines with words, such as the length at which texts are cut; bars right of the first have another colour.
    /// </summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];
}

/// <summary>How values are distributed, such as the loss or the number of tokens of each row.</summary>
public sealed class HistogramPlot : Plot
{
    private readonly double[] _values;
    private readonly HistogramPlotOptions _options;
    private readonly HistogramBins _bins;

    /// <summary>The histogram of values.</summary>
    /// <param name="values">One a row, in any order.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">There are no values, or a value or a mark is not finite.</exception>
    public HistogramPlot(IReadOnlyList<double> values, HistogramPlotOptions? options = null)
        : base(options ?? new())
    {
        ArgumentNullException.ThrowIfNull(values);
        _options = options ?? new();
        if (values.Count == 0) PlotErrors.Empty("values", nameof(values));
        PlotErrors.RequireFinite(values, "value", nameof(values));
        PlotErrors.RequireFinite(
            [.. _options.Marks.Select(static m => m.Value), _options.Maximum ?? 0], "an option's value", nameof(options));
        _values = [.. values];
        _bins = new(_values, _options.Bins, _options.Maximum);
    }

    /// <summary>The histogram of whole numbers; its bars have whole edges.</summary>
    /// <param name="values">One a row, in any order.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">There are no values, or a mark is not finite.</exception>
    public HistogramPlot(IReadOnlyList<int> values, HistogramPlotOptions? options = null)
        : this(values?.Select(static v => (double)v).ToArray()!, options)
    {
    }

    private protected override string DefaultTitle => _options.Words.Distribution;

    private protected override string Describe()
    {
        var sorted = _values.Order().ToArray();
        return $"{_options.Words.RowCount(sorted.Length)}: {NumberText.Value(sorted[0])} – {NumberText.Value(sorted[^1])}; 50%: " +
            $"{NumberText.Value(sorted[sorted.Length / 2])}; 95%: {NumberText.Value(sorted[(int)(0.95 * (sorted.Length - 1))])}";
    }

    private protected override void Draw(SvgCanvas canvas)
    {
        var y = DrawHeader(canvas) + (_options.Marks.Count * Drawing.Marks.LineHeight);
        string xLabel = _options.XLabel ?? "", yLabel = _options.YLabel ?? _options.Words.Rows;
        var vertical = _options.HasLogarithmicCounts
            ? Scale.Logarithmic(0.7, Math.Max(10, _bins.Most * 1.15), y + _options.PlotHeight, y)
            : Scale.Linear(0, _bins.Most * 1.04, y + _options.PlotHeight, y);
        var ticks = Whole(Axes.LeftTicks(vertical));
        var left = Axes.LeftWidth(ticks, yLabel);
        var area = new Box(Theme.Margin + left, y, canvas.Width - (2 * Theme.Margin) - left, _options.PlotHeight);
        double low = Math.Min(_bins.Minimum, FirstMark),
        high = Math.Max(_bins.Maximum, _options.Marks.Select(static m => m.Value).DefaultIfEmpty(_bins.Maximum).Max());
        var horizontal = Scale.Linear(low, high, area.X, area.Right);
        Axes.DrawLeft(canvas, area, vertical, ticks, yLabel);
        for (int i = 0; i < _bins.Counts.Length; i++) DrawBar(canvas, i, horizontal, vertical);
        Axes.DrawBottom(canvas, area, horizontal, Axes.BottomTicks(horizontal), xLabel);
        Drawing.Marks.Draw(canvas, area, horizontal, _options.Marks);
        canvas.Height = area.Bottom + Axes.BottomHeight(xLabel) + Theme.Margin;
    }

    private double FirstMark => _options.Marks.Select(static m => m.Value).DefaultIfEmpty(double.PositiveInfinity).Min();

    private void DrawBar(SvgCanvas canvas, int i, Scale horizontal, Scale vertical)
    {
        if (_bins.Counts[i] == 0) return;
        var (from, to) = _bins.Edges(i);
        double x = horizontal[from], top = vertical[_bins.Counts[i]];
        var width = horizontal[to] - x;
        var range = _bins.IsLastOpen && i == _bins.Counts.Length - 1
            ? $"≥ {NumberText.Value(from)}"
            : $"{NumberText.Value(from)} – {NumberText.Value(to)}";
        canvas.Rectangle(
            new(x, top, Math.Max(0.8, width - (width > 5 ? 1 : 0)), vertical.From - top),
            from >= FirstMark ? Palette.Fill(1) : Palette.Fill(0), $"{range}\n{_options.Words.RowCount(_bins.Counts[i])}");
    }

    /// <summary>Rows are whole: ticks between them say nothing.</summary>
    private static IReadOnlyList<Tick> Whole(IReadOnlyList<Tick> ticks) => [.. ticks
        .Where(static t => t.Value == Math.Round(t.Value))
        .Select(static t => t with { Label = t.Value < 1e6 ? NumberText.Count((long)t.Value) : t.Label })];
}
