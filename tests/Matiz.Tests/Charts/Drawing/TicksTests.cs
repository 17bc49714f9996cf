using System.Globalization;
using Matiz.Charts.Drawing;

namespace Matiz.Tests.Charts.Drawing;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 0.3, 3, "0 0.1 0.2 0.3")]
    [InlineData(-1, 1, 4, "-1.0 -0.5 0 0.5 1.0")]
    [InlineData(3, 47, 5, "10 20 30 40")]
    [InlineData(0, 16000, 4, "0 5,000 10,000 15,000")]
    [InlineData(0, 3.2e7, 4, "0 10M 20M 30M")]
    [InlineData(0, 5e-5, 5, "0 1e-5 2e-5 3e-5 4e-5 5e-5")]
    [InlineData(0.86, 0.93, 4, "0.86 0.88 0.90 0.92")]
    public void Linear_AreRoundValues(double minimum, double maximum, int count, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Linear(minimum, maximum, count).Select(t => t.Label)));

    [Theory]
    [InlineData(0.01, 100, 5, "0.01 0.1 1 10 100")]
    [InlineData(1, 10, 6, "1 2 5 10")]
    [InlineData(1e-6, 1e6, 4, "1e-6 0.001 1 1,000 1,000,000")]
    public void Logarithmic_ArePowersOfTen(double minimum, double maximum, int count, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Logarithmic(minimum, maximum, count).Select(t => t.Label)));

    [Fact]
    public void Linear_ValuesAreTheNumbersThatTheirLabelsSay()
    {
        foreach (var step in (double[])[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5])
            Assert.All(Ticks.Linear(0, step * 10, 10), t => Assert.Equal(double.Parse(t.Label, CultureInfo.InvariantCulture), t.Value));
    }

    [Fact]
    public void Linear_AtMostAboutTheCount()
    {
        var random = new Random(3);
        for (int i = 0; i < 1000; i++)
        {
            double low = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 8)),
            span = Math.Pow(10, (random.NextDouble() * 16) - 8);
            var count = random.Next(2, 12);
            Assert.InRange(Ticks.Linear(low, low + span, count).Count, 1, Math.Max(count + 1, 4));
        }
    }
}
