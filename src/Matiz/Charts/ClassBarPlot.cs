using Matiz.Charts.Drawing;
using Matiz.Metrics;

namespace Matiz.Charts;

/// <summary>Order of the classes of a <see cref="ClassBarPlot"/>.</summary>
public enum ClassOrder
{
    /// <summary>As the labels are listed.</summary>
    Label,

    /// <summary>Lowest F₁ first: where work is worth most.</summary>
    LowestF1First,

    /// <summary>Most rows first.</summary>
    MostRowsFirst,
}

/// <summary>How classes are compared.</summary>
public sealed record ClassBarPlotOptions : PlotOptions
{
    /// <summary>Order from top to bottom. Default <see cref="ClassOrder.Label"/>.</summary>
    public ClassOrder Order { get; init; } = ClassOrder.Label;
}

/// <summary>
/// Precision, recall and F₁ of each class on one line (F₁ as a bar, precision a circle, recall a diamond) beside a bar of its rows.
/// </summary>
public sealed class ClassBarPlot : Plot
{
    /// <summary>The most classes that are drawn.</summary>
    public const int MaximumClasses = 500;

    private const double RowHeight = 24;
    private const double BarHeight = 13;

    private readonly ClassificationReportRow[] _rows;
    private readonly ClassBarPlotOptions _options;

    /// <summary>The classes of a report, such as <see cref="ClassificationReport.Classes"/>.</summary>
    /// <param name="classes">One entry a class; NaN where a figure is undefined.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// There are no classes or more than <see cref="MaximumClasses"/>, or a figure is not within 0 and 1.
    /// </exception>
    public ClassBarPlot(IReadOnlyList<ClassificationReportRow> classes, ClassBarPlotOptions? options = null)
        : base(options ?? new())
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Count == 0) PlotErrors.Empty("classes", nameof(classes));
        if (classes.Count > MaximumClasses)
            PlotErrors.TooMany("classes", classes.Count, MaximumClasses, "pass those that matter", nameof(classes));
        foreach (var row in classes)
        {
            foreach (var value in (double[])[row.Precision, row.Recall, row.F1])
            {
                if (!double.IsNaN(value)) PlotErrors.RequireShare(value, $"a figure of class '{row.Name}'", nameof(classes));
            }
        }

        _options = options ?? new();
        _rows = [.. _options.Order switch
        {
            ClassOrder.LowestF1First => classes.OrderBy(static r => r.F1),
            ClassOrder.MostRowsFirst => classes.OrderByDescending(static r => r.Support),
            _ => classes.AsEnumerable(),
        }];
        _rows = [.. _rows.Select(static row => row with { Name = ShortText.Name(row.Name) })];
    }

    private protected override string DefaultTitle => _options.Words.PerClass;

    private protected override string Describe() => string.Join("; ", _rows.Select(r => $"{r.Name}: {Figures(r, ", ")}"));

    private protected override void Draw(SvgCanvas canvas)
    {
        var words = _options.Words;
        var y = DrawHeader(canvas);
        var legend = new Legend(
            [
                new(words.F1, static (c, x, at) => c.Rectangle(new(x - 8, at - 5, 16, 10), Palette.Tint(0), radius: 2)),
                new(words.Precision, static (c, x, at) => DrawMark(c, 1, x, at, null)),
                new(words.Recall, static (c, x, at) => DrawMark(c, 0, x, at, null)),
            ], canvas.Width - (2 * Theme.Margin));
        legend.Draw(canvas, Theme.Margin, y);
        y += legend.Height + 8;

        var room = canvas.Width - (2 * Theme.Margin);
        var nameWidth = Math.Min(room * 0.34, TextMeasure.Widest(_rows.Select(r => XmlText.Line(r.Name)), Theme.LabelSize));
        var countWidth = TextMeasure.Widest(_rows.Select(r => NumberText.Count(r.Support)), Theme.TickSize);
        var countBars = room * 0.14;
        var area = new Box(
            Theme.Margin + nameWidth + 10, y + 20, room - nameWidth - 10 - 18 - countBars - 8 - countWidth, (_rows.Length * RowHeight) + 2);
        var scale = Scale.Linear(0, 1, area.X, area.Right);
        foreach (var tick in scale.Ticks(56))
        {
            canvas.Line(scale[tick.Value], area.Y, scale[tick.Value], area.Bottom, Theme.Grid);
            canvas.Text(tick.Label, scale[tick.Value], area.Y - 10, Theme.TickSize, Theme.Muted, TextAnchor.Middle);
        }

        var counts = new Box(area.Right + 18, area.Y, countBars, area.Height);
        canvas.TextIn(
            countBars + 8 + countWidth - 12, words.Rows, canvas.Width - Theme.Margin, area.Y - 10, Theme.TickSize, Theme.Muted,
            TextAnchor.End);
        for (int i = 0; i < _rows.Length; i++)
        {
            var middle = area.Y + 1 + ((i + 0.5) * RowHeight);
            canvas.TextIn(nameWidth, _rows[i].Name, area.X - 10, middle, Theme.LabelSize, Theme.Text, TextAnchor.End);
            DrawFigures(canvas, _rows[i], scale, middle);
            DrawCount(canvas, _rows[i], counts, middle);
        }

        canvas.Line(area.X, area.Y, area.X, area.Bottom, Theme.Axis);
        canvas.Height = area.Bottom + Theme.Margin;
    }

    private void DrawFigures(SvgCanvas canvas, ClassificationReportRow row, Scale scale, double middle)
    {
        var tooltip = $"{row.Name}\n{Figures(row, "\n")}";
        if (row.F1 > 0)
            canvas.Rectangle(
                new(scale.From, middle - (BarHeight / 2), scale[row.F1] - scale.From, BarHeight), Palette.Tint(0), tooltip, radius: 2);
        if (!double.IsNaN(row.Recall)) DrawMark(canvas, 0, scale[row.Recall], middle, tooltip);
        if (!double.IsNaN(row.Precision)) DrawMark(canvas, 1, scale[row.Precision], middle, tooltip);
    }

    private void DrawCount(SvgCanvas canvas, ClassificationReportRow row, Box counts, double middle)
    {
        var most = Math.Max(1, _rows.Max(static r => r.Support));
        var bar = new Box(counts.X, middle - (BarHeight / 2), counts.Width * row.Support / most, BarHeight);
        if (row.Support > 0)
            canvas.Rectangle(
                bar with { Width = Math.Max(1, bar.Width) }, Theme.Neutral, $"{row.Name}: {_options.Words.RowCount(row.Support)}");
        canvas.Text(NumberText.Count(row.Support), canvas.Width - Theme.Margin, middle, Theme.TickSize, Theme.Muted, TextAnchor.End);
    }

    /// <summary>Recall is a blue diamond, precision a vermilion circle: shape and colour both tell.</summary>
    private static void DrawMark(SvgCanvas canvas, int figure, double x, double y, string? tooltip) =>
        canvas.Path(Marker.Data(figure == 0 ? 3 : 0, x, y, figure == 0 ? 4.2 : 4), Palette.Fill(figure), tooltip);

    private string Figures(ClassificationReportRow row, string separator)
    {
        var words = _options.Words;
        return string.Join(
            separator, $"{words.F1} {Figure(row.F1)}", $"{words.Precision} {Figure(row.Precision)}", $"{words.Recall} {Figure(row.Recall)}",
            words.RowCount(row.Support));
    }

    private static string Figure(double value) => double.IsNaN(value) ? "–" : NumberText.Share(value);
}
