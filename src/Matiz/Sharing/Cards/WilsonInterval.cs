namespace Matiz.Sharing.Cards;

/// <summary>
/// Where a share lies that was measured on so many rows: the score interval of Wilson (1927) at 95 %, which stays within 0 and 1 and is
/// honest for few rows.
/// </summary>
internal static class WilsonInterval
{
    private const double Z = 1.959963984540054;                 // 97.5 % of the normal distribution

    /// <summary>The interval.</summary>
    /// <param name="share">What was measured, from 0 to 1.</param>
    /// <param name="rows">On how many rows, at least 1.</param>
    public static (double Low, double High) At95(double share, long rows)
    {
        double scale = 1 + (Z * Z / rows), middle = (share + (Z * Z / (2 * rows))) / scale;
        double half = Z * Math.Sqrt((share * (1 - share) / rows) + (Z * Z / (4.0 * rows * rows))) / scale;
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
