using System.Globalization;
using System.Text;

namespace Matiz.Metrics;

public sealed partial class ClassificationReport
{
    /// <summary>The table with two digits.</summary>
    public override string ToString() => ToString(2);

    /// <summary>The table, its lines ended by LF; every character as scikit-learn prints it.</summary>
    /// <param name="digits">Digits after the point, 0 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">Digits below 0 or above 15.</exception>
    public string ToString(int digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 15);
        var width = Classes.Concat(Averages).Max(static row => row.Name.Length);
        width = Math.Max(Math.Max(width, "weighted avg".Length), digits);

        var text = new StringBuilder();
        Line(text, width, "", "precision", "recall", "f1-score", "support");
        text.Append('\n');
        foreach (var row in Classes) Line(text, width, row, digits);
        text.Append('\n');
        if (Accuracy is { } accuracy)
            Line(text, width, "accuracy", "", "", Fixed(accuracy, digits), Whole(Classes.Sum(static row => row.Support)));
        foreach (var row in Averages) Line(text, width, row, digits);
        return text.ToString();
    }

    private static void Line(StringBuilder text, int width, ClassificationReportRow row, int digits) => Line(
        text, width, row.Name, Fixed(row.Precision, digits), Fixed(row.Recall, digits), Fixed(row.F1, digits), Whole(row.Support));

    private static void Line(StringBuilder text, int width, string name, params ReadOnlySpan<string> cells)
    {
        text.Append(name.PadLeft(width)).Append(' ');
        foreach (var cell in cells) text.Append(' ').Append(cell.PadLeft(9));
        text.Append('\n');
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Fixed digits, an exact half rounded to even as in Python and C; .NET rounds it away from zero. A half is exact at d digits only
    /// where 2ᵈ⁺¹ times the value is whole, and such a value is exact in decimal too.
    /// </summary>
    private static string Fixed(double value, int digits)
    {
        if (double.IsNaN(value)) return "nan";
        var format = "F" + digits.ToString(CultureInfo.InvariantCulture);
        var scaled = Math.ScaleB(value, digits + 1);
        return scaled == Math.Floor(scaled)
            ? Math.Round((decimal)value, digits, MidpointRounding.ToEven).ToString(format, CultureInfo.InvariantCulture)
            : value.ToString(format, CultureInfo.InvariantCulture);
    }
}
