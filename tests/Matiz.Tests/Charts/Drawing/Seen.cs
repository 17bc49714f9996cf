using Matiz.Charts.Drawing;

namespace Matiz.Tests.Charts.Drawing;

/// <summary>Colours as people see them: contrast (WCAG 2) and distance in OKLab, also with a colour blindness.</summary>
internal static class Seen
{
    /// <summary>
    /// Matrices on linear RGB: full vision, protanopia, deuteranopia, tritanopia (Machado, Oliveira and Fernandes 2009, severity 1).
    /// </summary>
    public static readonly double[][] Visions =
    [
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    ];

    public static double Luminance(string hex)
    {
        var c = Linear(hex);
        return (0.2126 * c[0]) + (0.7152 * c[1]) + (0.0722 * c[2]);
    }

    public static double Contrast(string a, string b)
    {
        double x = Luminance(a) + 0.05, y = Luminance(b) + 0.05;
        return Math.Max(x, y) / Math.Min(x, y);
    }

    /// <summary>Euclidean distance in OKLab times 100.</summary>
    public static double Distance(string a, string b, double[] vision)
    {
        Oklch x = Oklch.FromHex(Simulated(a, vision)), y = Oklch.FromHex(Simulated(b, vision));
        var (xSin, xCos) = Math.SinCos(x.Hue * Math.PI / 180);
        var (ySin, yCos) = Math.SinCos(y.Hue * Math.PI / 180);
        double dl = x.Lightness - y.Lightness, da = (x.Chroma * xCos) - (y.Chroma * yCos), db = (x.Chroma * xSin) - (y.Chroma * ySin);
        return 100 * Math.Sqrt((dl * dl) + (da * da) + (db * db));
    }

    private static string Simulated(string hex, double[] m)
    {
        var c = Linear(hex);
        return "#" + string.Concat(
            Enumerable.Range(0, 3).Select(i => Byte((m[3 * i] * c[0]) + (m[(3 * i) + 1] * c[1]) + (m[(3 * i) + 2] * c[2]))));
    }

    private static double[] Linear(string hex) => [.. Enumerable.Range(0, 3)
        .Select(i => Convert.ToInt32(hex.Substring(1 + (2 * i), 2), 16) / 255.0)
        .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];

    private static string Byte(double linear)
    {
        var c = Math.Clamp(linear, 0, 1);
        return ((int)Math.Round(255 * (c <= 0.0031308 ? 12.92 * c : (1.055 * Math.Pow(c, 1 / 2.4)) - 0.055))).ToString("x2");
    }
}
