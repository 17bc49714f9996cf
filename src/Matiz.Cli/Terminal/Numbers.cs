using System.Globalization;

namespace Matiz.Cli.Terminal;

/// <summary>Numbers as people read them, with a point in every country.</summary>
internal static class Numbers
{
    /// <summary>Four digits behind the point; – where undefined.</summary>
    public static string Metric(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "–";

    /// <summary><c>97.3 %</c>.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary><c>16,000</c>.</summary>
    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>In the shortest form that reads back: <c>0.0001</c>, <c>2E-05</c>.</summary>
    public static string Setting(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary><c>1 row</c>, <c>2 rows</c>.</summary>
    public static string Counted(long number, string one, string? many = null) =>
        $"{Count(number)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary><c>3:07</c>, <c>1:02:33</c>.</summary>
    public static string Time(TimeSpan time) =>
        time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Min(time.TotalHours, 9999)}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
