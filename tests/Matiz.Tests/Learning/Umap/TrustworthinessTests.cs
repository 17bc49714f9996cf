using Matiz.Learning;

namespace Matiz.Tests.Learning;

public sealed class TrustworthinessTests
{
    // Many irises are equally far from each other, and which of them comes first is nobody's: a few ranks more or less.
    private const double TiesOfIrises = 5e-5;

    [Theory]
    [MemberData(nameof(UmapGolden.Cases), MemberType = typeof(UmapGolden))]
    public void Of_TheReferencesMap_IsItsValue(string name)
    {
        foreach (int neighbors in (int[])[15, 5])
        {
            double found = Trustworthiness.Compute(
                UmapGolden.Rows(name), UmapGolden.Matrix(name + ".embedding"), neighbors, UmapGolden.MetricOf(name));
            Assert.Equal(
                UmapGolden.Trustworthiness(name, neighbors), found,
                name.StartsWith("iris", StringComparison.Ordinal) ? TiesOfIrises : 1e-6);
        }
    }

    [Theory]
    [InlineData(1, .666667)]
    [InlineData(2, .694444)]
    [InlineData(3, .527778)]
    public void Of_EightRows_IsAsWorkedOut(int neighbors, double expected)
    {
        var rows = FeatureMatrix.FromRows(
            [[0, 0, 0], [1.1f, .2f, 0], [.3f, 2.4f, .5f], [3, 3.3f, 1], [4.2f, 1, 2.2f], [2, 5.1f, 2.1f], [6, 1.7f, .4f], [1.5f, 1, 7]]);
        var map = FeatureMatrix.FromRows([.. Enumerable.Range(0, rows.Rows).Select(row => rows[row][..2].ToArray())]);
        Assert.Equal(expected, Trustworthiness.Compute(rows, map, neighbors), 1e-6);
    }

    [Fact]
    public void Of_TooManyNeighbours_SaysSo()
    {
        var rows = FeatureMatrix.FromRows([[0], [1], [2], [3]]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Trustworthiness.Compute(rows, rows, 2));
        Assert.StartsWith(
            "found 2 neighbours for 4 rows, expected at least 1 and less than half the rows.", error.Message, StringComparison.Ordinal);
    }
}
