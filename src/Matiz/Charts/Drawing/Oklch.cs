namespace Matiz.Charts.Drawing;

/// <summary>
/// A colour by lightness, chroma and hue in OKLab (Björn Ottosson, 2020), where equal steps of lightness look equal.
/// </summary>
/// <param name="Lightness">0 is black, 1 is white.</param>
/// <param name="Chroma">0 is grey; the strongest colours of a screen have about 0.3.</param>
/// <param name="Hue">In degrees.</param>
internal readonly record struct Oklch(double Lightness, double Chroma, double Hue)
{
    /// <summary>The colour of <c>#rrggbb</c>.</summary>
    public static Oklch FromHex(string hex)
    {
        var (r, g, b) = (Linear(hex, 1), Linear(hex, 3), Linear(hex, 5));
        var l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        var m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        var s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        var lightness = (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s);
        var a = (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s);
        var bb = (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s);
        return new(lightness, Math.Sqrt((a * a) + (bb * bb)), Math.Atan2(bb, a) * 180 / Math.PI);
    }

    /// <summary>As <c>#rrggbb</c>; a colour that a screen cannot show loses chroma, never lightness or hue.</summary>
    public string ToHex()
    {
        for (var chroma = Chroma; ; chroma *= 0.97)
        {
            var (r, g, b) = ToLinear(chroma);
            if (chroma < 0.001 || (Shown(r) && Shown(g) && Shown(b))) return $"#{Byte(r):x2}{Byte(g):x2}{Byte(b):x2}";
        }
    }

    /// <summary>Relative luminance of <c>#rrggbb</c> (WCAG 2), from 0 to 1.</summary>
    public static double Luminance(string hex) => (0.2126 * Linear(hex, 1)) + (0.7152 * Linear(hex, 3)) + (0.0722 * Linear(hex, 5));

    private (double R, double G, double B) ToLinear(double chroma)
    {
        var (sin, cos) = Math.SinCos(Hue * Math.PI / 180);
        double a = chroma * cos, b = chroma * sin;
        var l = Cube(Lightness + (0.3963377774 * a) + (0.2158037573 * b));
        var m = Cube(Lightness - (0.1055613458 * a) - (0.0638541728 * b));
        var s = Cube(Lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    private static double Cube(double x) => x * x * x;

    private static bool Shown(double linear) => linear is >= -1e-4 and <= 1.0001;

    private static double Linear(string hex, int at)
    {
        var c = Convert.ToInt32(hex.Substring(at, 2), 16) / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    private static int Byte(double linear)
    {
        var c = Math.Clamp(linear, 0, 1);
        return (int)Math.Round(255 * (c <= 0.0031308 ? 12.92 * c : (1.055 * Math.Pow(c, 1 / 2.4)) - 0.055));
    }
}
