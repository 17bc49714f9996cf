namespace Matiz.Charts.Drawing;

/// <summary>A value on an axis and what is written there.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>Round values for axes: 1, 2 or 5 times a power of ten apart.</summary>
internal static class Ticks
{
    /// <summary>The distance between ticks that gives at most about so many of them.</summary>
    public static double Step(double span, int count)
    {
        var raw = span / Math.Max(1, count);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = (raw / power) switch { <= 1.0000001 => 1, <= 2.0000001 => 2, <= 5.0000001 => 5, _ => 10 };
        return step * power;
    }

    /// <summary>The multiples of a round step from minimum to maximum, both included; two at least, which may take a finer step.</summary>
    public static IReadOnlyList<Tick> Linear(double minimum, double maximum, int count)
    {
        const int FinestCount = 12;
        var ticks = Multiples(minimum, maximum, count);
        while (ticks.Count < 2 && count++ < FinestCount) ticks = Multiples(minimum, maximum, count);
        return ticks;
    }

    /// <summary>Powers of ten, every so many of them; 1, 2 and 5 times them where there is room.</summary>
    public static IReadOnlyList<Tick> Logarithmic(double minimum, double maximum, int count)
    {
        double low = Math.Log10(minimum), high = Math.Log10(maximum);
        var decades = high - low;
        double[] factors = decades * 3 <= count ? [1, 2, 5] : [1];
        var every = Math.Max(1, (int)Math.Ceiling(decades / count));
        var ticks = new List<Tick>();
        for (var power = (int)Math.Floor(low); power <= (int)Math.Ceiling(high); power++)
        {
            if (power % every != 0) continue;
            foreach (var factor in factors)
            {
                var value = factor * Math.Pow(10, power);
                if (value >= minimum * (1 - 1e-9) && value <= maximum * (1 + 1e-9)) ticks.Add(new(value, NumberText.Value(value)));
            }
        }

        return ticks;
    }

    private static IReadOnlyList<Tick> Multiples(double minimum, double maximum, int count)
    {
        var step = Step(maximum - minimum, count);
        if (!double.IsFinite(step)) return [new(minimum, NumberText.Value(minimum))];
        var first = Math.Ceiling((minimum / step) - 1e-9);
        var last = Math.Floor((maximum / step) + 1e-9);
        var largest = Math.Max(Math.Abs(first), Math.Abs(last)) * step;
        var ticks = new List<Tick>();
        for (var i = first; i <= last && ticks.Count < 1000; i++)
            ticks.Add(new(Rounded(i, step), NumberText.Tick(Rounded(i, step), step, largest)));
        return ticks;
    }

    // i·step with the step as a quotient where it is below one: 3·0.1 is 0.30000000000000004, 3/10 is 0.3
    private static double Rounded(double i, double step) => step < 1 ? i / Math.Round(1 / step) : i * step;
}
