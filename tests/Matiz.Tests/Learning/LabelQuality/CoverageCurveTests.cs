using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class CoverageCurveTests
{
    private static CoverageCurve Curve { get; } = CoverageCurve.Create(
        [0, 1, 0, 1, 0], new ProbabilityMatrix([.9, .1, .2, .8, .2, .8, .6, .4, .55, .45], 2));

    [Fact]
    public void Points_EqualScores_CountTogether()
    {
        Assert.Equal(
            [
                new CoveragePoint(.9, 1, .2, 1),
                new CoveragePoint(.8, 3, .6, 2 / 3.0),
                new CoveragePoint(.6, 4, .8, .5),
                new CoveragePoint(.55, 5, 1, .6),
            ],
            Curve.Points);
        Assert.Equal((0 + (2 / 3.0) + .5 + .4) / 5, Curve.AreaUnderRisk, 1e-12);
    }

    [Fact]
    public void AtAccuracy_AnswersTheMostRows()
    {
        Assert.Equal(5, Curve.AtAccuracy(.6)!.Answered);
        Assert.Equal(3, Curve.AtAccuracy(.61)!.Answered);
        Assert.Null(CoverageCurve.Create([1], new ProbabilityMatrix([.7, .3], 2)).AtAccuracy(.5));
        Assert.Equal(.8, Curve.AtCoverage(.5).MinScore);
        Assert.Equal(5, Curve.AtCoverage(2).Answered);
    }

    [Fact]
    public void Thin_ManyPoints_KeepsTheEnds()
    {
        var scores = new double[2000];
        for (int i = 0; i < 1000; i++) (scores[2 * i], scores[(2 * i) + 1]) = (.5 + (i / 2100.0), .5 - (i / 2100.0));
        var curve = CoverageCurve.Create(new int[1000], new ProbabilityMatrix(scores, 2));
        var thin = curve.Thin(50);
        Assert.InRange(thin.Count, 40, 50);
        Assert.Equal(curve.Points[0], thin[0]);
        Assert.Equal(curve.Points[^1], thin[^1]);
        Assert.Same(Curve.Points, Curve.Thin(9));
    }
}
