using System.Globalization;

namespace Matiz.Tests.Models;

/// <summary>Gathers the largest difference of each tensor and fails with all of them when one is too large.</summary>
internal sealed class Differences
{
    private readonly List<string> _lines = [];
    private bool _isTooLarge;

    public void Add(string name, float[] expected, float[] actual, double tolerance)
    {
        Assert.True(expected.Length == actual.Length, $"{name}: {actual.Length} values, expected {expected.Length}");
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
            largest = Math.Max(largest, float.IsNaN(actual[i]) ? double.PositiveInfinity : Math.Abs((double)expected[i] - actual[i]));
        bool isTooLarge = largest > tolerance;
        _isTooLarge |= isTooLarge;
        _lines.Add(string.Create(
            CultureInfo.InvariantCulture, $"{(isTooLarge ? "TOO LARGE" : "ok       ")} {name}: {largest:e2} (allowed {tolerance:e2})"));
    }

    public void AssertSmall() => Assert.False(_isTooLarge, string.Join('\n', _lines));
}
