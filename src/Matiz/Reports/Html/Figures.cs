using System.Globalization;
using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Learning;

namespace Matiz.Reports.Html;

/// <summary>Numbers as the page writes them, in the same characters in every language, as the charts do.</summary>
internal static class Figures
{
    /// <summary>What stands where there is no number.</summary>
    public const string None = "–";

    /// <summary>A metric: three decimals, fewer where the number is large.</summary>
    public static string Metric(double? value) => value is { } number && double.IsFinite(number)
        ? Math.Abs(number) < 100 ? number.ToString("0.000", CultureInfo.InvariantCulture) : NumberText.Value(number)
        : None;

    /// <summary><c>0.914–0.937</c>.</summary>
    public static string Range(BootstrapInterval interval) =>
        double.IsFinite(interval.Low) && double.IsFinite(interval.High) ? $"{Metric(interval.Low)}–{Metric(interval.High)}" : None;

    /// <summary><c>93.1%</c>.</summary>
    public static string Percent(double? share) => share is { } number && double.IsFinite(number) ? NumberText.Percent(number) : None;

    /// <summary>A length for a style: <c>93.1%</c> of the room.</summary>
    public static string Width(double share) => NumberText.Coordinate(Math.Clamp(double.IsFinite(share) ? share : 0, 0, 1) * 100) + "%";

    /// <summary>A temperature: <c>1.50</c>, <c>0.0132</c>.</summary>
    public static string Temperature(double value) =>
        value is >= 0.1 and < 100 ? value.ToString("0.00", CultureInfo.InvariantCulture) : NumberText.Value(value);

    /// <summary><c>12,345</c>.</summary>
    public static string Count(long count) => NumberText.Count(count);

    /// <summary><c>48 s</c>, <c>12 min 3 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Time(double seconds)
    {
        if (seconds < 100) return NumberText.Coordinate(Math.Round(seconds, seconds < 10 ? 1 : 0)) + " s";
        var time = TimeSpan.FromSeconds(Math.Min(seconds, 1e8));
        return time.TotalHours < 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{(int)time.TotalHours} h {time.Minutes} min";
    }

    /// <summary><c>612 MB</c>.</summary>
    public static string Bytes(double bytes) =>
        bytes < 1e9 ? NumberText.Coordinate(Math.Round(bytes / 1e6)) + " MB" : NumberText.Coordinate(Math.Round(bytes / 1e9, 1)) + " GB";
}

/// <summary>Puts a chart into a page twice, drawn for a wide page and for a phone; the style sheet shows the one that fits.</summary>
internal static class ChartFigure
{
    /// <summary>Width of a chart that takes the whole column.</summary>
    public const double Full = 918;

    /// <summary>Width of one of two charts side by side.</summary>
    public const double Half = 459;

    /// <summary>Width on a phone.</summary>
    public const double Narrow = 334;

    /// <summary>
    /// What every chart of the page is told: its width, the page's words and ground, and no title, which the caption has.
    /// </summary>
    public static T Options<T>(double width, ReportWords words)
        where T : PlotOptions, new() =>
        new() { Width = width, Title = "", Background = false, Words = words.Plot };

    /// <summary>Writes both drawings under one caption.</summary>
    /// <param name="html">The page.</param>
    /// <param name="title">What the chart is.</param>
    /// <param name="note">What to look for; may be empty.</param>
    /// <param name="draw">Makes the chart of a width, without a title of its own and without ground.</param>
    /// <param name="width"><see cref="Full"/> or <see cref="Half"/>.</param>
    /// <param name="mayScroll">Whether a chart that is wider than a phone scrolls in its frame, rather than shrink beyond reading.</param>
    public static void Write(HtmlWriter html, string title, string note, Func<double, Plot> draw, double width, bool mayScroll = false)
    {
        html.Add($"<figure{new Markup(mayScroll ? " class=\"scrolls\"" : "")}>\n<figcaption><h3>{title}</h3>");
        if (note.Length > 0) html.Add($"<p>{note}</p>");
        html.Add($"</figcaption>\n<div class=\"wide\">{new Markup(draw(width).ToSvg())}</div>\n");
        html.Add($"<div class=\"narrow\">{new Markup(draw(Narrow).ToSvg())}</div>\n</figure>\n");
    }
}
