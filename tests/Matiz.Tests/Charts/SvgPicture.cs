using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Matiz.Charts.Drawing;

namespace Matiz.Tests.Charts;

/// <summary>A parsed chart: its texts with the room they take, and the reach of every shape.</summary>
internal sealed partial class SvgPicture
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public SvgPicture(string svg)
    {
        Root = XDocument.Parse(svg, LoadOptions.PreserveWhitespace).Root!;
        var box = Root.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        (Width, Height) = (box[2], box[3]);
        Texts = [.. Root.Descendants(Svg + "text").Select(e => new SvgTextBox(e))];
    }

    public XElement Root { get; }

    public double Width { get; }

    public double Height { get; }

    public IReadOnlyList<SvgTextBox> Texts { get; }

    /// <summary>The tooltips of shapes and shortened texts, without the chart's own title.</summary>
    public IEnumerable<string> Tooltips => Root.Elements().Descendants(Svg + "title").Select(e => e.Value);

    /// <summary>Elements of a kind with a class that begins so.</summary>
    public IEnumerable<XElement> WithClass(string element, string prefix) =>
        Root.Descendants(Svg + element).Where(e => ((string?)e.Attribute("class"))?.StartsWith(prefix, StringComparison.Ordinal) == true);

    /// <summary>Texts that overlap, as pairs of what they say.</summary>
    public IEnumerable<string> Overlaps() =>
        from i in Enumerable.Range(0, Texts.Count)
        from j in Enumerable.Range(0, i)
        where Texts[i].Meets(Texts[j])
        select $"'{Texts[j].Content}' meets '{Texts[i].Content}'";

    /// <summary>What lies outside the viewBox.</summary>
    public IEnumerable<string> Outside() =>
        Texts.Where(t => t.Corners.Any(c => !IsInside(c))).Select(t => $"text '{t.Content}'")
            .Concat(
                Root.Descendants()
                    .Where(e => e.Parent!.Name != Svg + "defs" && Points(e).Any(p => !IsInside(p)))
                    .Select(e => e.ToString()));

    private bool IsInside((double X, double Y) p) => p.X >= -0.01 && p.Y >= -0.01 && p.X <= Width + 0.01 && p.Y <= Height + 0.01;

    private IEnumerable<(double X, double Y)> Points(XElement e)
    {
        switch (e.Name.LocalName)
        {
            case "rect":
                yield return (Number(e, "x"), Number(e, "y"));
                yield return (Number(e, "x") + Number(e, "width"), Number(e, "y") + Number(e, "height"));
                break;
            case "line":
                yield return (Number(e, "x1"), Number(e, "y1"));
                yield return (Number(e, "x2"), Number(e, "y2"));
                break;
            case "path":
                foreach (var point in PathPoints((string)e.Attribute("d")!)) yield return point;
                break;
            case "use":
                var id = ((string)e.Attribute("href")!)[1..];
                var defined = Root.Descendants(Svg + "path").Single(p => (string?)p.Attribute("id") == id);
                foreach (var (x, y) in PathPoints((string)defined.Attribute("d")!)) yield return (x + Number(e, "x"), y + Number(e, "y"));
                break;
        }
    }

    /// <summary>The corners of path data; of an arc its ends.</summary>
    private static IEnumerable<(double X, double Y)> PathPoints(string data)
    {
        double x = 0, y = 0, startX = 0, startY = 0;
        foreach (Match command in Command().Matches(data))
        {
            var n = NumberInPath()
                .Matches(command.Groups["numbers"].Value)
                .Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))
                .ToArray();
            switch (command.Groups["letter"].Value[0])
            {
                case 'M': (x, y) = (startX, startY) = (n[0], n[1]); break;
                case 'L': (x, y) = (n[0], n[1]); break;
                case 'h': x += n[0]; break;
                case 'v': y += n[0]; break;
                case 'z': (x, y) = (startX, startY); break;
                case 'l':
                    for (int i = 0; i < n.Length; i += 2)
                    {
                        (x, y) = (x + n[i], y + n[i + 1]);
                        yield return (x, y);
                    }

                    break;
                case 'a': (x, y) = (x + n[5], y + n[6]); break;
                default: throw new InvalidDataException($"the path command '{command.Value}' is not known here.");
            }

            yield return (x, y);
        }
    }

    private static double Number(XElement e, string name) =>
        e.Attribute(name) is { } a ? double.Parse(a.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("(?<letter>[A-Za-z])(?<numbers>[^A-Za-z]*)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Command();

    [GeneratedRegex(@"-?[0-9]*\.?[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex NumberInPath();
}

/// <summary>A text element and the turned rectangle that it is reckoned to cover.</summary>
internal sealed class SvgTextBox
{
    private const double Height = 1.15;                         // of the size, around the middle of the capitals

    public SvgTextBox(XElement element)
    {
        Content = string.Concat(element.Nodes().OfType<XText>().Select(t => t.Value));
        Size = Value(element, "font-size");
        var isBold = ((string)element.Attribute("class")!).EndsWith(" mz-bold", StringComparison.Ordinal);
        var width = TextMeasure.Width(Content, Size, isBold);
        double x = Value(element, "x"), y = Value(element, "y");
        var left = (string?)element.Attribute("text-anchor") switch { "middle" => -width / 2, "end" => -width, _ => 0 };
        var baseline = Value(element, "dy");
        var (sin, cos) = Math.SinCos(Rotation(element) * Math.PI / 180);
        double top = baseline - (Size * (0.35 + (Height / 2))), bottom = baseline - (Size * (0.35 - (Height / 2)));
        Corners = [.. ((double X, double Y)[])[(left, top), (left + width, top), (left + width, bottom), (left, bottom)]];
        for (int i = 0; i < 4; i++)
            Corners[i] = (x + (Corners[i].X * cos) - (Corners[i].Y * sin), y + (Corners[i].X * sin) + (Corners[i].Y * cos));
    }

    public string Content { get; }

    public double Size { get; }

    public (double X, double Y)[] Corners { get; }

    /// <summary>Whether two turned rectangles overlap: no side of either separates them.</summary>
    public bool Meets(SvgTextBox other) => !Separates(Corners, other.Corners) && !Separates(other.Corners, Corners);

    private static bool Separates((double X, double Y)[] a, (double X, double Y)[] b)
    {
        for (int side = 0; side < 2; side++)
        {
            double nx = a[side + 1].X - a[side].X, ny = a[side + 1].Y - a[side].Y;
            var (aLow, aHigh) = Along(a, nx, ny);
            var (bLow, bHigh) = Along(b, nx, ny);
            if (aHigh <= bLow + 1e-6 || bHigh <= aLow + 1e-6) return true;
        }

        return false;
    }

    private static (double Low, double High) Along((double X, double Y)[] corners, double nx, double ny)
    {
        var places = corners.Select(c => (c.X * nx) + (c.Y * ny)).ToArray();
        return (places.Min(), places.Max());
    }

    private static double Rotation(XElement element) =>
        (string?)element.Attribute("transform") is { } turn
            ? double.Parse(turn["rotate(".Length..turn.IndexOf(' ')], CultureInfo.InvariantCulture)
            : 0;

    private static double Value(XElement element, string name) =>
        element.Attribute(name) is { } a ? double.Parse(a.Value, CultureInfo.InvariantCulture) : 0;
}
