using System.Globalization;
using System.Numerics;

namespace Matiz.Formats.Tables;

/// <summary>Dates, times and decimals as texts, in the form of ISO 8601 and in digits.</summary>
internal static class ValueTexts
{
    /// <summary>A moment: <c>2024-01-31T12:00:00.5Z</c>; without <c>Z</c> where its zone is not known.</summary>
    /// <param name="value">Units since 1970.</param>
    /// <param name="unitsASecond">How many units a second has.</param>
    /// <param name="isUtc">Whether it is of the zone UTC.</param>
    public static string Moment(long value, long unitsASecond, bool isUtc)
    {
        long seconds = Math.DivRem(value, unitsASecond, out long rest);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + unitsASecond);
        if (seconds is < -62_135_596_800 or > 253_402_300_799) throw new NotSupportedException("moments outside of the years 1 to 9999");
        var moment = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond);
        return moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + Fraction(rest, unitsASecond) + (isUtc ? "Z" : "");
    }

    /// <summary>A day: <c>2024-01-31</c>.</summary>
    /// <param name="days">Since 1970.</param>
    public static string Day(long days)
    {
        if (days is < -719_162 or > 2_932_896) throw new NotSupportedException("days outside of the years 1 to 9999");
        return DateTime.UnixEpoch.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>A time of the day: <c>12:00:00.5</c>.</summary>
    /// <param name="value">Units since midnight.</param>
    /// <param name="unitsASecond">How many units a second has.</param>
    public static string Time(long value, long unitsASecond)
    {
        long seconds = value / unitsASecond;
        if (value < 0 || seconds >= 86_400) throw new InvalidDataException("a time is outside of its day");
        return TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture) + Fraction(value % unitsASecond, unitsASecond);
    }

    /// <summary>A decimal: <c>-0.05</c>.</summary>
    /// <param name="number">Its digits.</param>
    /// <param name="scale">How many of them stand behind the point.</param>
    public static string Decimal(BigInteger number, int scale)
    {
        string digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string sign = number.Sign < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }

    private static string Fraction(long rest, long unitsASecond)
    {
        if (rest == 0) return "";
        int digits = unitsASecond.ToString(CultureInfo.InvariantCulture).Length - 1;
        return "." + rest.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0');
    }
}
