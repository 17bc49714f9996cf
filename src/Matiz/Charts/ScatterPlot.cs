using System.Text;
using Matiz.Charts.Drawing;

namespace Matiz.Charts;

/// <summary>How points are scattered.</summary>
public sealed record ScatterPlotOptions : AxesPlotOptions
{
    /// <summary>Half the width of a point; null makes points smaller the more there are. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0.2 or above 20.</exception>
    public double? Radius
    {
        get;
        init => field = value is { } radius ? PlotErrors.InRange(radius, 0.2, 20, nameof(Radius)) : null;
    }
}

/// <summary>
/// Points of several classes in one plane, a colour a class (and a shape where there are more than eight), with a legend. For many rows
/// that hide each other see <see cref="HexbinPlot"/>.
/// </summary>
public sealed class ScatterPlot : Plot
{
    private const int Layers = 8;                               // classes take turns, so that the last does not hide the others

    private readonly PlotPoint[] _points;
    private readonly int[] _classes;
    private readonly string[] _labels;
    private readonly ScatterPlotOptions _options;

    /// <summary>The points with their classes.</summary>
    /// <param name="points">One a row.</param>
    /// <param name="classes">The class index of each row.</param>
    /// <param name="labels">The name of each class.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// There are no points or labels, the lengths differ, a point is not finite, or a class has no label.
    /// </exception>
    public ScatterPlot(
        IReadOnlyList<PlotPoint> points, IReadOnlyList<int> classes, IReadOnlyList<string> labels, ScatterPlotOptions? options = null)
        : base(options ?? new())
    {
        (_points, _classes, _labels) = ClassPoints.Checked(points, classes, labels);
        _options = options ?? new();
    }

    private protected override string DefaultTitle => _options.Words.Classes;

    private protected override string Describe() => ClassPoints.Describe(_classes, _labels, _options.Words);

    private protected override void Draw(SvgCanvas canvas)
    {
        var y = DrawHeader(canvas);
        var legend = new Legend(
            [.. _labels.Select((label, k) => new LegendEntry(label, (c, x, at) => DrawKey(c, k, x, at)))],
            canvas.Width - (2 * Theme.Margin));
        var isLegendAbove = legend.Lines <= 3;
        if (isLegendAbove)
        {
            legend.Draw(canvas, Theme.Margin, y);
            y += legend.Height + 8;
        }

        var radius = _options.Radius ?? Math.Clamp(70 / Math.Sqrt(_points.Length), 1.2, 4);
        string xLabel = _options.XLabel ?? "", yLabel = _options.YLabel ?? "";
        var (low, high) = ClassPoints.Bounds(_points);
        var vertical = Scale.Linear(low.Y, high.Y, y + _options.PlotHeight - 2 - radius, y + 2 + radius);
        var leftTicks = Axes.LeftTicks(vertical);
        var left = Axes.LeftWidth(leftTicks, yLabel);
        var area = new Box(Theme.Margin + left, y, canvas.Width - (2 * Theme.Margin) - left, _options.PlotHeight);
        var horizontal = Scale.Linear(low.X, high.X, area.X + 2 + radius, area.Right - 2 - radius);
        canvas.Rectangle(area, Theme.Panel);
        Axes.DrawLeft(canvas, area, vertical, leftTicks, yLabel);
        Axes.DrawBottom(canvas, area, horizontal, Axes.BottomTicks(horizontal), xLabel, grid: true);
        DrawPoints(canvas, horizontal, vertical, radius);

        canvas.Height = area.Bottom + Axes.BottomHeight(xLabel) + Theme.Margin;
        if (isLegendAbove) return;
        legend.Draw(canvas, Theme.Margin, canvas.Height);
        canvas.Height += legend.Height + Theme.Margin;
    }

    private void DrawPoints(SvgCanvas canvas, Scale horizontal, Scale vertical, double radius)
    {
        var counts = new int[_labels.Length];
        foreach (var k in _classes) counts[k]++;
        var paths = new StringBuilder[Layers, _labels.Length];
        var seen = new int[_labels.Length];
        for (int i = 0; i < _points.Length; i++)
        {
            var k = _classes[i];
            var path = paths[seen[k]++ % Layers, k] ??= new();
            double x = horizontal[_points[i].X], y = vertical[_points[i].Y];
            if (Marker.ShapeOf(k) == 0)
                path.Append('M').Append(NumberText.Coarse(x)).Append(' ').Append(NumberText.Coarse(y)).Append("h.01");
            else Marker.Append(path, Marker.ShapeOf(k), x, y, radius);
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            for (int k = 0; k < _labels.Length; k++)
            {
                if (paths[layer, k] is not { } path) continue;
                var tooltip = $"{_labels[k]}: {_options.Words.RowCount(counts[k])}";
                if (Marker.ShapeOf(k) == 0)
                    canvas.Path(path.ToString(), Palette.Dots(k), tooltip, $" stroke-width=\"{NumberText.Coordinate(2 * radius)}\"");
                else canvas.Path(path.ToString(), Palette.Shapes(k), tooltip);
            }
        }
    }

    private static void DrawKey(SvgCanvas canvas, int k, double x, double y) =>
        canvas.Path(Marker.Data(Marker.ShapeOf(k), x, y, 4.5), Palette.Fill(k));
}
