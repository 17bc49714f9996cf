namespace Matiz.Charts.Drawing;

/// <summary>Maps values to positions: <c>Minimum</c> lies at <c>From</c>, <c>Maximum</c> at <c>To</c>, linearly or by logarithm.</summary>
internal sealed class Scale
{
    private readonly bool _logarithmic;

    private Scale(double minimum, double maximum, double from, double to, bool logarithmic) =>
        (Minimum, Maximum, From, To, _logarithmic) = (minimum, maximum, from, to, logarithmic);

    public double Minimum { get; }

    public double Maximum { get; }

    public double From { get; }

    public double To { get; }

    /// <summary>A linear scale; one value alone, or values that no label could tell apart, get room on both sides.</summary>
    public static Scale Linear(double minimum, double maximum, double from, double to)
    {
        var size = Math.Max(Math.Abs(minimum), Math.Abs(maximum));
        if (IsOneValue(minimum, maximum))
        {
            var room = size < 1e-290 ? 0.5 : size * 0.1;
            (minimum, maximum) = (minimum - room, maximum + room);
        }

        return new(minimum, maximum, from, to, logarithmic: false);
    }

    /// <summary>Whether two values are so near that they are drawn as one.</summary>
    public static bool IsOneValue(double minimum, double maximum) =>
        (maximum / 2) - (minimum / 2) <= Math.Max(1e-290, 1e-9 * Math.Max(Math.Abs(minimum / 2), Math.Abs(maximum / 2)));

    /// <summary>A logarithmic scale of positive values.</summary>
    public static Scale Logarithmic(double minimum, double maximum, double from, double to) =>
        minimum == maximum ? new(minimum / 2, maximum * 2, from, to, true) : new(minimum, maximum, from, to, logarithmic: true);

    public double this[double value] => From + (Share(value) * (To - From));

    /// <summary>Round values on the scale.</summary>
    /// <param name="spacing">At least about so far apart.</param>
    /// <param name="isWhole">Whether values between whole numbers mean nothing.</param>
    public IReadOnlyList<Tick> Ticks(double spacing, bool isWhole = false)
    {
        var count = Math.Max(1, (int)(Math.Abs(To - From) / spacing));
        if (isWhole && !_logarithmic) count = (int)Math.Clamp(Maximum - Minimum, 1, count);
        var ticks = _logarithmic ? Charts.Drawing.Ticks.Logarithmic(Minimum, Maximum, count) : Charts.Drawing.Ticks.Linear(
            Minimum, Maximum, count);
        return isWhole && ticks.Any(IsWhole) ? [.. ticks.Where(IsWhole)] : ticks;
    }

    private static bool IsWhole(Tick tick) => tick.Value == Math.Round(tick.Value);

    private double Share(double value) => _logarithmic
        ? Math.Log(value / Minimum) / Math.Log(Maximum / Minimum)
        : (value / 2 - Minimum / 2) / (Maximum / 2 - Minimum / 2);      // halves: the greatest doubles have no difference
}
