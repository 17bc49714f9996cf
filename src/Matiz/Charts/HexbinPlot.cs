using System.Globalization;
using System.Text;
using Matiz.Charts.Drawing;

namespace Matiz.Charts;

/// <summary>How points are counted in hexagons.</summary>
public sealed record HexbinPlotOptions : PlotOptions
{
    /// <summary>Hexagons across a panel; null takes 24, or fewer in small panels. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 4 or above 100.</exception>
    public int? Columns
    {
        get;
        init => field = value is { } columns ? (int)PlotErrors.InRange(columns, 4, 100, nameof(Columns)) : null;
    }

    /// <summary>Whether the places of all rows stand grey behind each class. Default true.</summary>
    public bool ShowAllRows { get; init; } = true;
}

/// <summary>
/// Where the rows of each class lie in a plane: one panel a class with a colour of its own, all with the same axes, hexagons darker the
/// more rows they hold; the pointer tells the count. What a scatter of thousands of points hides is seen here.
/// </summary>
/// <remarks>Colours follow the square root of a count, up to the greatest count of the class.</remarks>
public sealed class HexbinPlot : Plot
{
    private const int Levels = 9;
    private const double Gap = 12;
    private const double TitleHeight = 20;
    private const double Inner = 1.25;                          // hexagons between the frame of a panel and its outermost points

    private readonly PlotPoint[] _points;
    private readonly int[] _classes;
    private readonly string[] _labels;
    private readonly HexbinPlotOptions _options;

    /// <summary>The points with their classes.</summary>
    /// <param name="points">One a row, such as a map by UMAP.</param>
    /// <param name="classes">The class index of each row.</param>
    /// <param name="labels">The name of each class; one without rows has an empty panel.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// There are no points or labels, the lengths differ, a point is not finite, or a class has no label.
    /// </exception>
    public HexbinPlot(
        IReadOnlyList<PlotPoint> points, IReadOnlyList<int> classes, IReadOnlyList<string> labels, HexbinPlotOptions? options = null)
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
        var room = canvas.Width - (2 * Theme.Margin);
        var perLine = PanelsPerLine(_labels.Length, room);
        var width = (room - ((perLine - 1) * Gap)) / perLine;
        var (low, high) = ClassPoints.Bounds(_points);
        var height = Math.Round(width * Math.Clamp(((high.Y / 2) - (low.Y / 2)) / Math.Max((high.X / 2) - (low.X / 2), 1e-300), 0.6, 1));
        var hexagon = width / ((_options.Columns ?? Math.Clamp((int)(width / 8), 12, 24)) + (2 * Inner));
        var inset = Inner * hexagon;
        var map = new PlaneMap(low, high, new Box(0, 0, width, height).Inset(inset, inset, inset, inset));
        var grid = new HexGrid(hexagon);

        var byClass = new HexCounts[_labels.Length];
        for (int k = 0; k < byClass.Length; k++) byClass[k] = new();
        for (int i = 0; i < _points.Length; i++) byClass[_classes[i]].Add(grid.CellOf(map.ToPanel(_points[i])));
        var context = _options.ShowAllRows ? canvas.Define(Context(grid, byClass)) : null;

        for (int k = 0; k < _labels.Length; k++)
        {
            var panel = new Box(
                Theme.Margin + (k % perLine * (width + Gap)), y + TitleHeight + (k / perLine * (height + TitleHeight + Gap)), width,
                height);
            DrawTitle(canvas, k, panel, byClass[k].Total);
            canvas.Rectangle(panel, Theme.Panel, radius: 3);
            if (context is not null) canvas.Use(context, panel.X, panel.Y, Theme.Context);
            DrawCells(canvas, k, panel, grid, byClass[k]);
        }

        var lines = (_labels.Length + perLine - 1) / perLine;
        canvas.Height = y + (lines * (TitleHeight + height)) + ((lines - 1) * Gap) + Gap;
        DrawKey(canvas);
    }

    private void DrawTitle(SvgCanvas canvas, int k, Box panel, long rows)
    {
        const double Dot = 14;
        var middle = panel.Y - (TitleHeight / 2);
        var count = NumberText.Count(rows);
        var countWidth = TextMeasure.Width(count, Theme.TickSize) + 8;
        var isSmall = panel.Width < 130;
        if (isSmall) countWidth = 0;
        var size = isSmall ? Theme.TickSize : Theme.LabelSize;
        canvas.Path(Marker.Data(0, panel.X + 4, middle, 4), Palette.Fill(k), $"{_labels[k]}: {_options.Words.RowCount(rows)}");
        canvas.TextIn(panel.Width - Dot - countWidth, _labels[k], panel.X + Dot, middle, size, Theme.Text, bold: !isSmall);
        if (countWidth > 0) canvas.Text(count, panel.Right, middle, Theme.TickSize, Theme.Muted, TextAnchor.End);
    }

    private void DrawCells(SvgCanvas canvas, int k, Box panel, HexGrid grid, HexCounts counts)
    {
        var colors = new ColorMap(k, Levels);
        var shape = grid.RelativeOutline;
        foreach (var (cell, count) in counts.InOrder())
        {
            var (x, y) = grid.CenterOf(cell);
            var start = $"M{NumberText.Coarse(panel.X + x)} {NumberText.Coarse(panel.Y + y - grid.Radius)}";
            var level = colors.LevelOf(Math.Sqrt((double)count / counts.Most));
            canvas.Path(start + shape, colors[level], $"{_options.Words.RowCount(count)} · {_labels[k]}");
        }
    }

    /// <summary>One line below the panels: what pale, strong and grey mean.</summary>
    private void DrawKey(SvgCanvas canvas)
    {
        const double Step = 12;
        var words = _options.Words;
        var room = canvas.Width - (2 * Theme.Margin);
        var middle = canvas.Height + 6;
        var (x, size) = (Theme.Margin, Theme.TickSize);
        var fewer = TextMeasure.Elide(XmlText.Line(words.Fewer), room * 0.2, size);
        canvas.Text(fewer, x, middle, size, Theme.Muted);
        x += TextMeasure.Width(fewer, size) + 6;
        var colors = new ColorMap(0, Levels);
        for (int level = 0; level < Levels; level++) canvas.Rectangle(new(x + (level * Step), middle - 5, Step, 10), colors[level]);
        x += (Levels * Step) + 6;
        var more = TextMeasure.Elide(XmlText.Line(words.More), room * 0.2, size);
        canvas.Text(more, x, middle, size, Theme.Muted);
        x += TextMeasure.Width(more, size) + 18;
        if (_options.ShowAllRows)
        {
            canvas.Rectangle(new(x, middle - 5, Step, 10), Theme.Context);
            canvas.TextIn(canvas.Width - Theme.Margin - x - Step - 6, words.AllRows, x + Step + 6, middle, size, Theme.Muted);
        }

        canvas.Height = middle + 5 + Theme.Margin;
    }

    private static string Context(HexGrid grid, HexCounts[] byClass)
    {
        var all = new HexCounts();
        foreach (var counts in byClass)
        {
            foreach (var (cell, _) in counts.InOrder()) all.Add(cell);
        }

        var path = new StringBuilder();
        foreach (var (cell, _) in all.InOrder())
        {
            var (x, y) = grid.CenterOf(cell);
            path.Append(CultureInfo.InvariantCulture, $"M{NumberText.Coarse(x)} {NumberText.Coarse(y - grid.Radius)}")
                .Append(grid.RelativeOutline);
        }

        return path.ToString();
    }

    /// <summary>Three panels side by side for the usual handful of classes, up to nine for many; fewer where the chart is narrow.</summary>
    private static int PanelsPerLine(int classes, double room)
    {
        var wanted = classes switch { 1 => 1, 2 or 4 => 2, <= 9 => 3, <= 16 => 4, <= 30 => 5, _ => 6 };
        return Math.Clamp((int)((room + Gap) / 90), 1, wanted);
    }
}
