namespace Matiz.Charts.Drawing;

/// <summary>Vertical dashed lines with words above the area; words that would meet stand on lines of their own.</summary>
internal static class Marks
{
    /// <summary>Height of a line of words.</summary>
    public const double LineHeight = 16;

    /// <summary>Draws marks in a strip above the area, one line of words for each mark, the last nearest to the area.</summary>
    public static void Draw(SvgCanvas canvas, Box area, Scale horizontal, IReadOnlyList<PlotMark> marks)
    {
        for (int i = 0; i < marks.Count; i++)
        {
            var x = horizontal[marks[i].Value];
            var y = area.Y - ((marks.Count - i - 0.5) * LineHeight);
            canvas.Line(x, y + (LineHeight / 2) - 1, x, area.Bottom, Theme.Guide, marks[i].Label);
            var text = TextMeasure.Elide(XmlText.Line(marks[i].Label), area.Width, Theme.TickSize);
            var half = TextMeasure.Width(text, Theme.TickSize) / 2;
            var center = Math.Clamp(x, area.X + half, Math.Max(area.X + half, area.Right - half));
            canvas.TextIn(area.Width, marks[i].Label, center, y - 1, Theme.TickSize, Theme.Text, TextAnchor.Middle);
        }
    }
}
