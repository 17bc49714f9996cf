namespace Matiz.Charts.Drawing;

/// <summary>The frame of a chart with two axes: keeps room for tick labels and titles, and draws grid, ticks and titles.</summary>
internal static class Axes
{
    private const double TickGap = 6;                           // between the area and the tick labels beside it
    private const double BottomGap = 8;                         // and those below it: the corner holds one of each
    private const double TitleGap = 8;
    private const double VerticalSpacing = 40;                  // least distance of two horizontal grid lines

    /// <summary>Height that the bottom axis needs below the area.</summary>
    public static double BottomHeight(string title) =>
        BottomGap + (Theme.TickSize * TextMeasure.LineHeight) + (
            title.Length == 0 ? 0 : TitleGap + (Theme.LabelSize * TextMeasure.LineHeight));

    /// <summary>Width that the left axis needs beside the area.</summary>
    public static double LeftWidth(IReadOnlyList<Tick> ticks, string title) =>
        TickGap + TextMeasure.Widest(ticks.Select(static t => t.Label), Theme.TickSize) +
        (title.Length == 0 ? 0 : TitleGap + (Theme.LabelSize * TextMeasure.LineHeight));

    /// <summary>The ticks of a vertical axis.</summary>
    public static IReadOnlyList<Tick> LeftTicks(Scale scale) => scale.Ticks(VerticalSpacing);

    /// <summary>The ticks of a horizontal axis, so few that their labels keep apart.</summary>
    public static IReadOnlyList<Tick> BottomTicks(Scale scale, bool isWhole = false)
    {
        for (var spacing = 56.0; ; spacing *= 1.3)
        {
            var ticks = scale.Ticks(spacing, isWhole);
            if (ticks.Count < 2 || KeepApart(scale, ticks)) return ticks;
            if (spacing > 2 * Math.Abs(scale.To - scale.From)) return [ticks[0]];
        }
    }

    /// <summary>Draws horizontal grid lines, their labels and the turned title.</summary>
    public static void DrawLeft(SvgCanvas canvas, Box area, Scale scale, IReadOnlyList<Tick> ticks, string title)
    {
        foreach (var tick in ticks)
        {
            canvas.Line(area.X, scale[tick.Value], area.Right, scale[tick.Value], Theme.Grid);
            canvas.Text(tick.Label, area.X - TickGap, scale[tick.Value], Theme.TickSize, Theme.Muted, TextAnchor.End);
        }

        var x = area.X - LeftWidth(ticks, title) + (Theme.LabelSize * TextMeasure.LineHeight / 2);
        canvas.TextIn(area.Height, title, x, area.CenterY, Theme.LabelSize, Theme.Muted, TextAnchor.Middle, rotation: -90);
    }

    /// <summary>Draws the base line, its tick labels and the title.</summary>
    public static void DrawBottom(SvgCanvas canvas, Box area, Scale scale, IReadOnlyList<Tick> ticks, string title, bool grid = false)
    {
        var y = area.Bottom + BottomGap + (Theme.TickSize * TextMeasure.LineHeight / 2);
        foreach (var tick in ticks)
        {
            var x = scale[tick.Value];
            if (grid) canvas.Line(x, area.Y, x, area.Bottom, Theme.Grid);
            canvas.Line(x, area.Bottom, x, area.Bottom + 4, Theme.Axis);
            var (left, right) = Span(scale, tick);
            var shift = Math.Max(0, 2 - left) - Math.Max(0, right - (canvas.Width - 2));
            canvas.Text(tick.Label, x + shift, y, Theme.TickSize, Theme.Muted, TextAnchor.Middle);
        }

        canvas.Line(area.X, area.Bottom, area.Right, area.Bottom, Theme.Axis);
        canvas.TextIn(
            area.Width, title, area.CenterX, area.Bottom + BottomHeight(title) - (Theme.LabelSize * TextMeasure.LineHeight / 2),
            Theme.LabelSize, Theme.Muted, TextAnchor.Middle);
    }

    private static bool KeepApart(Scale scale, IReadOnlyList<Tick> ticks)
    {
        for (int i = 1; i < ticks.Count; i++)
        {
            if (Span(scale, ticks[i - 1]).Right + 6 > Span(scale, ticks[i]).Left) return false;
        }

        return true;
    }

    private static (double Left, double Right) Span(Scale scale, Tick tick)
    {
        var half = TextMeasure.Width(tick.Label, Theme.TickSize) / 2;
        return (scale[tick.Value] - half, scale[tick.Value] + half);
    }
}
