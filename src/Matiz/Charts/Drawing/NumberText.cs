using System.Globalization;

namespace Matiz.Charts.Drawing;

/// <summary>Numbers as the charts write them: the same characters in every culture.</summary>
internal static class NumberText
{
    /// <summary>A coordinate with at most two decimals.</summary>
    public static string Coordinate(double value) => Fixed(value, "0.##");

    /// <summary>A coordinate with at most one decimal, for shapes that come by the thousand.</summary>
    public static string Coarse(double value) => Fixed(value, "0.#");

    /// <summary>A count, thousands separated: <c>12,345</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as per cent with one decimal: <c>93.1%</c>.</summary>
    public static string Percent(double share) => Fixed(share * 100, "0.0") + "%";

    /// <summary>A share with two decimals: <c>0.93</c>.</summary>
    public static string Share(double share) => Fixed(share, "0.00");

    /// <summary>A measured value in few characters: <c>12,345</c>, <c>3.142</c>, <c>2e-5</c>.</summary>
    public static string Value(double value)
    {
        var size = Math.Abs(value);
        if (size == 0) return "0";
        if (size is >= 1e7 or < 1e-3) return Exponent(value, "0.##e0");
        if (size >= 1000) return Fixed(value, "#,0.#");
        return Fixed(value, size >= 100 ? "0.#" : size >= 10 ? "0.##" : "0.####");
    }

    /// <summary>A tick's label; all ticks of a step have the same number of decimals.</summary>
    /// <param name="value">The tick.</param>
    /// <param name="step">From tick to tick.</param>
    /// <param name="largest">The greatest size of a tick on the axis.</param>
    public static string Tick(double value, double step, double largest)
    {
        if (Math.Abs(value) < step * 1e-9) return "0";
        if (step >= 1e9 || largest < 1e-3) return Exponent(value, "0.##e0");
        if (step >= 1e6) return Fixed(value / 1e6, "#,0.#") + "M";
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        return Fixed(value, "#,0" + (decimals == 0 ? "" : "." + new string('0', decimals)));
    }

    private static string Exponent(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Fixed(double value, string format)
    {
        var text = value.ToString(format, CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text.TrimStart('-') : text;      // no "-0"
    }
}
