using Matiz.Charts.Drawing;
using Matiz.Learning;

namespace Matiz.Charts;

/// <summary>How the curve of abstention is drawn.</summary>
public sealed record CoverageAccuracyPlotOptions : AxesPlotOptions
{
    /// <summary>The threshold in use, which is marked on the curve; none by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within 0 and 1.</exception>
    public double? Threshold
    {
        get;
        init => field = value is { } threshold ? PlotErrors.InRange(threshold, 0, 1, nameof(Threshold)) : null;
    }
}

/// <summary>How accurate a model is on the rows that it answers, when the least sure ones are left to people.</summary>
/// <remarks>The first two per cent of the rows are left out where there are more: so few say little.</remarks>
public sealed class CoverageAccuracyPlot : Plot
{
    private const double LeastCoverage = 0.02;                  // accuracy over the first few rows jumps between 0 and 1
    private const int Stops = 24;                               // places along the curve where the pointer tells figures

    private readonly CoveragePoint[] _curve;
    private readonly CoverageAccuracyPlotOptions _options;

    /// <summary>The curve.</summary>
    /// <param name="curve">In any order, such as <see cref="Curve"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">There are no points, or a figure is not within 0 and 1.</exception>
    public CoverageAccuracyPlot(IReadOnlyList<CoveragePoint> curve, CoverageAccuracyPlotOptions? options = null)
        : base(options ?? new())
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Count == 0) PlotErrors.Empty("points", nameof(curve));
        foreach (var point in curve)
        {
            foreach (var value in (double[])[point.MinScore, point.Coverage, point.Accuracy])
                PlotErrors.RequireShare(value, "a threshold, coverage or accuracy", nameof(curve));
        }

        _options = options ?? new();
        var isEnough = curve.Any(static p => p.Coverage >= LeastCoverage);
        _curve = [.. curve.Where(p => !isEnough || p.Coverage >= LeastCoverage).OrderBy(static p => p.Coverage)];
    }

    /// <summary>The whole curve of scored rows, most confident rows first; rows with equal scores are answered together.</summary>
    /// <param name="confidences">The greatest score of each row.</param>
    /// <param name="correct">Whether each row was predicted right.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths differ, or a confidence is not within 0 and 1.</exception>
    public static CoveragePoint[] Curve(IReadOnlyList<double> confidences, IReadOnlyList<bool> correct)
    {
        ArgumentNullException.ThrowIfNull(confidences);
        ArgumentNullException.ThrowIfNull(correct);
        if (confidences.Count == 0) PlotErrors.Empty("rows", nameof(confidences));
        if (correct.Count != confidences.Count) PlotErrors.Length("answers", correct.Count, confidences.Count, nameof(correct));
        for (int i = 0; i < confidences.Count; i++)
            PlotErrors.RequireShare(confidences[i], $"the confidence of row {i} (from 0)", nameof(confidences));
        var order = Enumerable.Range(0, confidences.Count).OrderByDescending(i => confidences[i]).ToArray();
        var curve = new List<CoveragePoint>();
        int right = 0;
        for (int n = 0; n < order.Length; n++)
        {
            if (correct[order[n]]) right++;
            var isLastOfEqual = n + 1 == order.Length || confidences[order[n + 1]] != confidences[order[n]];
            if (isLastOfEqual) curve.Add(new(confidences[order[n]], n + 1, (n + 1.0) / order.Length, right / (n + 1.0)));
        }

        return [.. curve];
    }

    private protected override string DefaultTitle => _options.Words.CoverageAndAccuracy;

    private protected override string Describe() =>
        string.Join("; ", ((double[])[0.5, 0.8, 0.9, 1]).Select(share => Facts(_curve.MinBy(p => Math.Abs(p.Coverage - share))!, ", ")));

    private protected override void Draw(SvgCanvas canvas)
    {
        var words = _options.Words;
        var marked = _options.Threshold is { } threshold ? _curve.MinBy(p => Math.Abs(p.MinScore - threshold)) : null;
        var y = DrawHeader(canvas) + (marked is null ? 0 : Marks.LineHeight);
        string xLabel = _options.XLabel ?? words.Coverage, yLabel = _options.YLabel ?? words.Accuracy;
        var low = _curve.Min(static p => p.Accuracy);
        var vertical = Scale.Linear(Math.Floor(Math.Min(low, 0.9) * 10) / 10, 1, y + _options.PlotHeight, y + 4);
        var ticks = Axes.LeftTicks(vertical);
        var left = Axes.LeftWidth(ticks, yLabel);
        var area = new Box(Theme.Margin + left, y, canvas.Width - (2 * Theme.Margin) - left, _options.PlotHeight);
        var horizontal = Scale.Linear(0, 1, area.X, area.Right - 4);
        Axes.DrawLeft(canvas, area, vertical, ticks, yLabel);
        Axes.DrawBottom(canvas, area, horizontal, Axes.BottomTicks(horizontal), xLabel);

        var points = _curve.Select(p => new PlotPoint(p.Coverage, p.Accuracy)).ToArray();
        CurvePainter.Draw(canvas, new(yLabel.Length > 0 ? yLabel : words.Accuracy, points), 0, horizontal, vertical);
        for (int i = 0; i <= Stops; i++) DrawStop(canvas, _curve[(int)((long)(_curve.Length - 1) * i / Stops)], horizontal, vertical);
        if (marked is not null)
        {
            var label = $"{words.Threshold} {NumberText.Share(marked.MinScore)}: "
                + $"{NumberText.Percent(marked.Accuracy)} · {NumberText.Percent(marked.Coverage)}";
            Marks.Draw(canvas, area, horizontal, [new(marked.Coverage, label)]);
            canvas.Path(Marker.Data(3, horizontal[marked.Coverage], vertical[marked.Accuracy], 5), Palette.Fill(1), Facts(marked, "\n"));
        }

        canvas.Height = area.Bottom + Axes.BottomHeight(xLabel) + Theme.Margin;
    }

    private void DrawStop(SvgCanvas canvas, CoveragePoint point, Scale horizontal, Scale vertical) =>
        canvas.Path(Marker.Data(0, horizontal[point.Coverage], vertical[point.Accuracy], 2.4), Palette.Fill(0), Facts(point, "\n"));

    private string Facts(CoveragePoint point, string separator) => string.Join(
        separator, $"{_options.Words.Coverage} {NumberText.Percent(point.Coverage)}",
        $"{_options.Words.Accuracy} {NumberText.Percent(point.Accuracy)}",
        $"{_options.Words.Threshold} {NumberText.Share(point.MinScore)}");
}
