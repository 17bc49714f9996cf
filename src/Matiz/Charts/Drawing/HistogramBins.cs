namespace Matiz.Charts.Drawing;

/// <summary>Counts of values in bins of one round width, each with its lower edge inside.</summary>
internal sealed class HistogramBins
{
    private readonly double _width;
    private readonly double _first;                             // in widths, so that edges are exact multiples

    /// <summary>Counts the values.</summary>
    /// <param name="values">Finite, at least one.</param>
    /// <param name="count">About how many bins.</param>
    /// <param name="maximum">Values from here on belong to the last bin; null for none.</param>
    public HistogramBins(double[] values, int count, double? maximum)
    {
        double low = values.Min(), high = values.Max();
        IsLastOpen = maximum is { } most && most > low && most < high;
        if (IsLastOpen) high = maximum!.Value;
        var isWhole = Array.TrueForAll(values, static v => v == Math.Round(v));
        var span = Scale.IsOneValue(low, high) ? Math.Max(Math.Abs(low) * 1e-3, isWhole ? 1 : 1e-6) : high - low;
        _width = Ticks.Step(Math.Min(span, double.MaxValue / 4), count);
        if (isWhole) _width = Math.Max(1, _width);
        _first = Math.Floor(low / _width);
        var bins = (int)Math.Clamp(Math.Floor(high / _width) - _first + 1, 1, 2000);
        Counts = new int[bins];
        foreach (var value in values) Counts[(int)Math.Clamp(Math.Floor(value / _width) - _first, 0, bins - 1)]++;
    }

    /// <summary>Rows of each bin.</summary>
    public int[] Counts { get; }

    /// <summary>Rows of the fullest bin.</summary>
    public int Most => Counts.Max();

    /// <summary>Whether the last bin holds greater values as well.</summary>
    public bool IsLastOpen { get; }

    /// <summary>Lower edge of the first bin.</summary>
    public double Minimum => Edges(0).From;

    /// <summary>Upper edge of the last bin.</summary>
    public double Maximum => Edges(Counts.Length - 1).To;

    /// <summary>The edges of a bin; the upper one belongs to the next.</summary>
    public (double From, double To) Edges(int bin) => ((_first + bin) * _width, (_first + bin + 1) * _width);
}
