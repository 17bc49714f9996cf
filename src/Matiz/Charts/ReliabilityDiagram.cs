using Matiz.Charts.Drawing;
using Matiz.Metrics;

namespace Matiz.Charts;

/// <summary>How a reliability diagram is drawn.</summary>
public sealed record ReliabilityDiagramOptions : AxesPlotOptions
{
    /// <summary>The expected calibration error to state; null computes it from the bins. Default null.</summary>
    public double? ExpectedError { get; init; }
}

/// <summary>
/// How often a model is right when it is so sure: a bar of accuracy for each bin of confidence against the diagonal of perfect calibration,
/// the gap between both shaded, and below how many rows the bins hold (Guo et al. 2017).
/// </summary>
public sealed class ReliabilityDiagram : Plot
{
    private const double CountsHeight = 56;
    private const double CountsGap = 14;

    private readonly CalibrationBin[] _bins;
    private readonly ReliabilityDiagramOptions _options;

    /// <summary>The diagram of counted bins.</summary>
    /// <param name="bins">Such as <see cref="Calibration.Bins"/>; those without rows stay empty.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">No bin has rows, or an edge, an accuracy or a confidence is not within 0 and 1.</exception>
    public ReliabilityDiagram(IReadOnlyList<CalibrationBin> bins, ReliabilityDiagramOptions? options = null)
        : base(options ?? new())
    {
        ArgumentNullException.ThrowIfNull(bins);
        _options = options ?? new();
        _bins = [.. bins.Where(static b => b.Rows > 0)];
        if (_bins.Length == 0) PlotErrors.Empty("bins with rows", nameof(bins));
        foreach (var bin in _bins)
        {
            foreach (var value in (double[])[bin.Low, bin.High, bin.Accuracy, bin.Confidence])
                PlotErrors.RequireShare(value, "an edge, accuracy or confidence of a bin", nameof(bins));
        }
    }

    private protected override string DefaultTitle => _options.Words.Reliability;

    private protected override string Describe() => $"{_options.Words.ExpectedCalibrationError} {NumberText.Percent(ExpectedError)}; " +
        string.Join("; ", _bins.Select(b => Facts(b, ", ")));

    private double ExpectedError =>
        _options.ExpectedError ?? _bins.Sum(static b => b.Rows * Math.Abs(b.Accuracy - b.Confidence)) / _bins.Sum(static b => b.Rows);

    private protected override void Draw(SvgCanvas canvas)
    {
        var words = _options.Words;
        var y = DrawHeader(canvas);
        var legend = new Legend(
            [
                new(words.Accuracy, static (c, x, at) => DrawKey(c, x, at)),
                new(
                    $"{words.Gap} ({words.ExpectedCalibrationError}: {NumberText.Percent(ExpectedError)})",
                    static (c, x, at) => c.Rectangle(new(x - 8, at - 5, 16, 10), Palette.Tint(1), radius: 2)),
                new(words.PerfectlyCalibrated, static (c, x, at) => c.Line(x - 8, at, x + 8, at, Theme.Guide)),
            ], canvas.Width - (2 * Theme.Margin));
        legend.Draw(canvas, Theme.Margin, y);
        y += legend.Height + 10;

        string xLabel = _options.XLabel ?? words.Confidence, yLabel = _options.YLabel ?? words.Accuracy;
        var vertical = Scale.Linear(0, 1, y + _options.PlotHeight, y);
        var ticks = Axes.LeftTicks(vertical);
        var most = _bins.Max(static b => b.Rows);
        var mostText = NumberText.Count(most);
        var left = Math.Max(Axes.LeftWidth(ticks, yLabel), TextMeasure.Width(mostText, Theme.TickSize) + 6);
        var area = new Box(Theme.Margin + left, y, canvas.Width - (2 * Theme.Margin) - left, _options.PlotHeight);
        var horizontal = Scale.Linear(0, 1, area.X, area.Right);
        Axes.DrawLeft(canvas, area, vertical, ticks, yLabel);
        foreach (var bin in _bins) DrawBin(canvas, bin, horizontal, vertical);
        canvas.Line(area.X, area.Bottom, area.Right, area.Y, Theme.Guide, words.PerfectlyCalibrated);
        canvas.Line(area.X, area.Bottom, area.Right, area.Bottom, Theme.Axis);

        var counts = new Box(area.X, area.Bottom + CountsGap, area.Width, CountsHeight);
        canvas.Line(counts.X, counts.Y, counts.Right, counts.Y, Theme.Grid);
        canvas.Text(mostText, counts.X - 6, counts.Y + 4, Theme.TickSize, Theme.Muted, TextAnchor.End);
        canvas.TextIn(left - 6, words.Rows, counts.X - 6, counts.CenterY + 4, Theme.TickSize, Theme.Muted, TextAnchor.End);
        foreach (var bin in _bins)
        {
            var height = Math.Max(1, counts.Height * bin.Rows / most);
            canvas.Rectangle(Bar(bin, horizontal, counts.Bottom - height, height), Theme.Neutral, Facts(bin, "\n"));
        }

        Axes.DrawBottom(canvas, counts, horizontal, Axes.BottomTicks(horizontal), xLabel);
        canvas.Height = counts.Bottom + Axes.BottomHeight(xLabel) + Theme.Margin;
    }

    private void DrawBin(SvgCanvas canvas, CalibrationBin bin, Scale horizontal, Scale vertical)
    {
        double accuracy = vertical[bin.Accuracy], confidence = vertical[bin.Confidence];
        var tooltip = Facts(bin, "\n");
        if (bin.Accuracy > 0) canvas.Rectangle(Bar(bin, horizontal, accuracy, vertical.From - accuracy), Palette.Tint(0), tooltip);
        var gap = Bar(bin, horizontal, Math.Min(accuracy, confidence), Math.Abs(accuracy - confidence));
        // pale bars below a strong edge: the gap looks the same above the edge (too sure) and below it (too shy)
        if (gap.Height >= 0.3) canvas.Rectangle(gap, Palette.Tint(1), tooltip);
        canvas.Path(
            $"M{NumberText.Coordinate(gap.X)} {NumberText.Coordinate(accuracy)}h{NumberText.Coordinate(gap.Width)}", Palette.Line(0));
        if (gap.Height < 0.3) return;
        canvas.Path(
            $"M{NumberText.Coordinate(gap.X)} {NumberText.Coordinate(confidence)}h{NumberText.Coordinate(gap.Width)}", Palette.Line(1),
            tooltip);
    }

    private static void DrawKey(SvgCanvas canvas, double x, double y)
    {
        canvas.Rectangle(new(x - 8, y - 4, 16, 9), Palette.Tint(0));
        canvas.Path($"M{NumberText.Coordinate(x - 8)} {NumberText.Coordinate(y - 4)}h16", Palette.Line(0));
    }

    private static Box Bar(CalibrationBin bin, Scale horizontal, double top, double height) =>
        new(horizontal[bin.Low] + 1, top, Math.Max(1, horizontal[bin.High] - horizontal[bin.Low] - 2), height);

    private string Facts(CalibrationBin bin, string separator) => string.Join(
        separator, $"{_options.Words.Confidence} {NumberText.Percent(bin.Confidence)}",
        $"{_options.Words.Accuracy} {NumberText.Percent(bin.Accuracy)}",
        _options.Words.RowCount(bin.Rows));
}
