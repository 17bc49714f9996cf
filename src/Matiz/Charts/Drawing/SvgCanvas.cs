using System.Text;

namespace Matiz.Charts.Drawing;

/// <summary>Which point of a text lies at its x.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>Collects the shapes of one chart and writes them as an SVG document. The same calls give the same bytes.</summary>
internal sealed class SvgCanvas(double width, PlotTheme theme)
{
    private const double BaselineBelowCenter = 0.35;            // of the size: half the height of a capital letter

    private readonly StringBuilder _body = new();
    private readonly StringBuilder _definitions = new();
    private readonly SortedDictionary<string, Paint> _paints = new(StringComparer.Ordinal);
    private bool _hasLinks;

    /// <summary>Width of the viewBox; a chart that needs more room sets it.</summary>
    public double Width { get; set; } = width;

    /// <summary>Height of the viewBox, set when the last shape is known.</summary>
    public double Height { get; set; }

    /// <summary>A rectangle, with a tooltip if given.</summary>
    public void Rectangle(Box box, Paint paint, string? tooltip = null, double radius = 0)
    {
        Open("rect", paint);
        Attribute("x", box.X);
        Attribute("y", box.Y);
        Attribute("width", box.Width);
        Attribute("height", box.Height);
        if (radius > 0) Attribute("rx", radius);
        Close("rect", tooltip);
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, Paint paint, string? tooltip = null)
    {
        Open("line", paint);
        Attribute("x1", x1);
        Attribute("y1", y1);
        Attribute("x2", x2);
        Attribute("y2", y2);
        Close("line", tooltip);
    }

    /// <summary>A path; <paramref name="attributes"/> are written as they are.</summary>
    public void Path(string data, Paint paint, string? tooltip = null, string attributes = "")
    {
        Open("path", paint);
        _body.Append(" d=\"").Append(data).Append('"').Append(attributes);
        Close("path", tooltip);
    }

    /// <summary>A path that is drawn several times: returns its id, which depends on the path alone.</summary>
    public string Define(string data)
    {
        var id = "mz-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(data)).AsSpan(0, 6));
        _definitions.Append("<path id=\"").Append(id).Append("\" d=\"").Append(data).Append("\"/>");
        return id;
    }

    /// <summary>Draws a defined path with its origin at a point.</summary>
    public void Use(string id, double x, double y, Paint paint)
    {
        Open("use", paint);
        _body.Append(" href=\"#").Append(id).Append('"');
        Attribute("x", x);
        Attribute("y", y);
        Close("use", null);
    }

    /// <summary>Moves what is drawn until <see cref="CloseShift"/> down.</summary>
    public void OpenShift(double y) => _body.Append("<g transform=\"translate(0 ").Append(NumberText.Coordinate(y)).Append(")\">\n");

    /// <summary>Ends the shift.</summary>
    public void CloseShift() => _body.Append("</g>\n");

    /// <summary>Makes what is drawn until <see cref="CloseLink"/> a link; <paramref name="attributes"/> are written as they are.</summary>
    public void OpenLink(string target, string attributes = "")
    {
        _hasLinks = true;
        _body.Append("<a href=\"");
        XmlText.AppendEscaped(_body, XmlText.Clean(target));
        _body.Append('"').Append(attributes).Append(">\n");
    }

    /// <summary>Ends the link.</summary>
    public void CloseLink() => _body.Append("</a>\n");

    /// <summary>Text on one line, centred in height on <paramref name="y"/>.</summary>
    /// <param name="text">Any string; it is cleaned and escaped.</param>
    /// <param name="x">Where the anchor lies.</param>
    /// <param name="y">The middle of the capital letters.</param>
    /// <param name="size">Font size.</param>
    /// <param name="paint">Fill.</param>
    /// <param name="anchor">Which end of the text lies at x.</param>
    /// <param name="rotation">In degrees around (x, y); negative rises to the right.</param>
    /// <param name="bold">Heavier.</param>
    /// <param name="tooltip">What a shortened text says in full.</param>
    public void Text(
        string text, double x, double y, double size, Paint paint, TextAnchor anchor = TextAnchor.Start, double rotation = 0,
        bool bold = false, string? tooltip = null)
    {
        var line = XmlText.Line(text);
        if (line.Length == 0) return;
        Use(paint);
        _body.Append("<text class=\"").Append(paint.ClassName).Append(bold ? " mz-bold\"" : "\"");
        Attribute("x", x);
        if (rotation == 0)
        {
            Attribute("y", y + (BaselineBelowCenter * size));
        }
        else
        {
            Attribute("y", y);
            Attribute("dy", BaselineBelowCenter * size);
            _body.Append($" transform=\"rotate({NumberText.Coordinate(rotation)} {NumberText.Coordinate(x)} {NumberText.Coordinate(y)})\"");
        }

        Attribute("font-size", size);
        if (anchor != TextAnchor.Start) _body.Append(anchor == TextAnchor.Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
        _body.Append('>');
        if (tooltip is not null) Title(tooltip);
        XmlText.AppendEscaped(_body, line);
        _body.Append("</text>\n");
    }

    /// <summary>Text shortened to a room; what is left out is in the tooltip.</summary>
    public void TextIn(
        double room, string text, double x, double y, double size, Paint paint, TextAnchor anchor = TextAnchor.Start, double rotation = 0,
        bool bold = false)
    {
        var line = XmlText.Line(text);
        var shown = TextMeasure.Elide(line, room, size, bold);
        Text(shown, x, y, size, paint, anchor, rotation, bold, string.Equals(shown, line, StringComparison.Ordinal) ? null : text);
    }

    /// <summary>The whole document.</summary>
    /// <param name="title">What the chart is, for those who do not see it.</param>
    /// <param name="description">What it shows.</param>
    /// <param name="background">Whether the ground is painted.</param>
    public string ToSvg(string title, string description, bool background)
    {
        if (background) Use(Theme.Surface);
        string w = NumberText.Coordinate(Width), h = NumberText.Coordinate(Height);
        var result = new StringBuilder(_body.Length + 4096);
        result.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{Theme.RootClass} {Theme.ClassOf(theme)}\" ");
        result.Append($"viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"{(_hasLinks ? "group" : "img")}\">\n<title>");
        XmlText.AppendEscaped(result, XmlText.Line(title));
        result.Append("</title>\n<desc>");
        XmlText.AppendEscaped(result, XmlText.Clean(description));
        result.Append("</desc>\n<style>").Append(Theme.StyleSheet(theme, _paints.Values)).Append("</style>\n");
        if (_definitions.Length > 0) result.Append("<defs>").Append(_definitions).Append("</defs>\n");
        if (background) result.Append($"<rect class=\"{Theme.Surface.ClassName}\" width=\"{w}\" height=\"{h}\"/>\n");
        return result.Append(_body).Append("</svg>\n").ToString();
    }

    private void Use(Paint paint) => _paints[paint.ClassName] = paint;

    private void Open(string element, Paint paint)
    {
        Use(paint);
        _body.Append('<').Append(element).Append(" class=\"").Append(paint.ClassName).Append('"');
    }

    private void Attribute(string name, double value) =>
        _body.Append(' ').Append(name).Append("=\"").Append(NumberText.Coordinate(value)).Append('"');

    private void Close(string element, string? tooltip)
    {
        if (tooltip is null)
        {
            _body.Append("/>\n");
            return;
        }

        _body.Append('>');
        Title(tooltip);
        _body.Append("</").Append(element).Append(">\n");
    }

    private void Title(string text)
    {
        _body.Append("<title>");
        XmlText.AppendEscaped(_body, XmlText.Clean(text));
        _body.Append("</title>");
    }
}
