using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class McNemarTestTests
{
    // Exact: sums of binomial coefficients by hand; the others: tables of the χ² distribution with one degree of freedom.
    [Theory]
    [InlineData(0, 0, true, 0, 1)]
    [InlineData(3, 3, true, 3, 1)]
    [InlineData(1, 9, true, 1, 22 / 1024.0)]
    [InlineData(8, 2, true, 2, 112 / 1024.0)]
    [InlineData(121, 59, false, 20.672222222222224, 5.4499e-6)]
    [InlineData(30, 30, false, 0, 1)]
    [InlineData(40, 20, false, 6.016666666666667, 0.014172)]
    public void FromCounts_EqualsKnownValues(int b, int c, bool exact, double statistic, double pValue)
    {
        var test = McNemarTest.FromCounts(b, c);
        Assert.Equal(exact, test.Exact);
        Assert.Equal(statistic, test.Statistic, 1e-9);
        Assert.Equal(pValue, test.PValue, pValue * 1e-3);
    }

    [Fact]
    public void Compare_CountsRowsThatOneHasRight()
    {
        var test = McNemarTest.Compare([0, 1, 2, 0, 1], [0, 1, 1, 1, 1], [0, 0, 2, 0, 1]);
        Assert.Equal((1, 2), (test.OnlyFirstRight, test.OnlySecondRight));
        Assert.Throws<ArgumentException>(() => McNemarTest.Compare([0], [0, 1], [0]));
    }
}
