using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class FeatureMatrixTests
{
    [Fact]
    public void Select_Rows_CopiesThemWithTheirNames()
    {
        var matrix = new FeatureMatrix([1, 2, 3, 4, 5, 6], 3, 2, ["a.csv:2", "a.csv:3", "a.csv:4"]);
        var picked = matrix.Select([2, 0]);
        Assert.Equal([5f, 6, 1, 2], picked.Values);
        Assert.Equal("row 0 (from 0; a.csv:4)", picked.NameOf(0));
        Assert.Equal("[3, 2] 1 2 3 4 5 6", matrix.ToString());
    }

    [Fact]
    public void FromRows_UnequalRows_SaysWhich()
    {
        Assert.Equal([1f, 2, 3, 4], FeatureMatrix.FromRows([[1, 2], [3, 4]]).Values);
        var error = Assert.Throws<ArgumentException>(() => FeatureMatrix.FromRows([[1, 2], [3]]));
        Assert.Equal("found 1 features in row 1, expected 2: pass one for each. (Parameter 'rows')", error.Message);
        Assert.Throws<ArgumentException>(() => new FeatureMatrix(new float[5], 2, 3));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Fit_FeatureNotFinite_NamesRowAndColumn(float bad, string text)
    {
        var features = new FeatureMatrix([1, 2, 3, 4, 5, bad], 3, 2, ["t.csv:2", "t.csv:3", "t.csv:4"]);
        var error = Assert.Throws<DataException>(() => new LogisticRegression().Fit(features, [0, 1, 0]));
        Assert.Equal(
            $"the feature in row 2 (from 0; t.csv:4), column 1 (from 0) is {text}. A finite number was expected. " +
            "Remove or correct that row; if many rows are so, the encoder's weights are damaged.", error.Message);
    }
}
