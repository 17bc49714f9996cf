using Matiz.Charts.Drawing;
using Matiz.Formats;

namespace Matiz.Charts;

/// <summary>
/// A chart that draws itself as one SVG: no script, no fonts, nothing from the network. It follows the light or dark ground of the viewer,
/// prints dark on light, tells figures when the pointer rests on a shape, and can stand alone or inside an HTML page, several on one page.
/// The same data and options give the same bytes.
/// </summary>
public abstract class Plot
{
    private readonly PlotOptions _options;

    private protected Plot(PlotOptions options) => _options = options;

    /// <summary>The chart as an SVG document without an XML declaration, so that it can be put into an HTML page as it is.</summary>
    public string ToSvg()
    {
        var canvas = new SvgCanvas(_options.Width, _options.Theme);
        Draw(canvas);
        var title = string.IsNullOrWhiteSpace(_options.Title) ? DefaultTitle : _options.Title;
        return canvas.ToSvg(title, _options.Description ?? Describe(), _options.Background);
    }

    /// <summary>Writes <see cref="ToSvg"/>.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ToSvg());
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">By custom it ends in <c>.svg</c>.</param>
    /// <exception cref="IOException">The folder does not exist, or the disk is full; a file that was there is as it was.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteAllText(path, ToSvg());
    }

    /// <summary>What the chart shows, for a chart that is drawn as another.</summary>
    internal string Description => Describe();

    /// <summary>Draws on the canvas of another chart.</summary>
    internal void DrawOn(SvgCanvas canvas) => Draw(canvas);

    /// <summary>The heading if the options name none.</summary>
    private protected abstract string DefaultTitle { get; }

    /// <summary>Draws everything and sets the height of the canvas.</summary>
    private protected abstract void Draw(SvgCanvas canvas);

    /// <summary>What the chart shows, in figures.</summary>
    private protected abstract string Describe();

    /// <summary>Draws heading and subtitle, and returns where the rest begins.</summary>
    private protected double DrawHeader(SvgCanvas canvas)
    {
        var room = canvas.Width - (2 * Theme.Margin);
        var y = Theme.Margin;
        y = DrawLines(canvas, _options.Title ?? DefaultTitle, room, y, Theme.TitleSize, Theme.Text, bold: true);
        y = DrawLines(canvas, _options.Subtitle ?? "", room, y + 1, Theme.SubtitleSize, Theme.Muted, bold: false);
        return y > Theme.Margin + 1 ? y + 10 : Theme.Margin;
    }

    private static double DrawLines(SvgCanvas canvas, string text, double room, double y, double size, Paint paint, bool bold)
    {
        const int MaximumLines = 2;
        var line = XmlText.Line(text);
        var lines = TextMeasure.Wrap(line, room, size, bold, MaximumLines);
        var isWhole = string.Equals(string.Concat(lines).Replace(" ", ""), line.Replace(" ", ""), StringComparison.Ordinal);
        foreach (var part in lines)
        {
            canvas.Text(part, Theme.Margin, y + (size * 0.65), size, paint, bold: bold, tooltip: isWhole ? null : text);
            y += size * 1.35;
        }

        return y;
    }
}
