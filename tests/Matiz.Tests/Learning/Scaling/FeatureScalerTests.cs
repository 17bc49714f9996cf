using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class FeatureScalerTests
{
    private static double[] Test { get; } = Array.ConvertAll(LearningData.Test.Values, static x => (double)x);

    [Fact]
    public void MinMax_EqualsReference()
    {
        var scaler = new MinMaxScaler();
        scaler.Fit(LearningData.Train);
        LearningData.AssertClose(
            LearningData.Expected("minmax.train"), scaler.Transform(Array.ConvertAll(LearningData.Train.Values, static x => (double)x)),
            1e-9);
        LearningData.AssertClose(LearningData.Expected("minmax.test"), scaler.Transform(Test), 1e-9);
        LearningData.AssertClose(Test, scaler.InverseTransform(scaler.Transform(Test)), 1e-12);
        var clipped = new MinMaxScaler(-1, 1, clip: true);
        clipped.Fit(LearningData.Train);
        LearningData.AssertClose(LearningData.Expected("minmax.clip.test"), clipped.Transform(Test), 1e-9);
        Assert.Equal(Array.ConvertAll(clipped.Transform(Test), static x => (float)x), clipped.Transform(LearningData.Test).Values);
    }

    [Fact]
    public void Standard_EqualsReference()
    {
        var scaler = new StandardScaler();
        scaler.Fit(LearningData.Train);
        LearningData.AssertClose(LearningData.Expected("standard.test"), scaler.Transform(Test), 1e-9);
        LearningData.AssertClose(Test, scaler.InverseTransform(scaler.Transform(Test)), 1e-12);
    }

    [Fact]
    public void Standard_Parts_CanBeLeftOut()
    {
        var features = new FeatureMatrix([1, 3, 5], 3, 1);
        var centred = new StandardScaler(withDeviation: false);
        centred.Fit(features);
        Assert.Equal([-2f, 0, 2], centred.Transform(features).Values);
        var stretched = new StandardScaler(withMean: false);
        stretched.Fit(features);
        LearningData.AssertClose([1 / Math.Sqrt(8 / 3.0)], stretched.Transform([1.0]), 1e-15);
    }

    [Fact]
    public void Scalers_ConstantAndMissingValues_FollowTheRules()
    {
        var features = new FeatureMatrix([7, float.NaN, 2, float.NaN, 7, 4, 6, float.NaN, 7, 2, 10, float.NaN], 3, 4);
        var range = new MinMaxScaler(-1, 1);
        range.Fit(features);
        Assert.Equal([-1f, float.NaN, -1, float.NaN, -1, 1, 0, float.NaN, -1, -1, 1, float.NaN], range.Transform(features).Values);
        Assert.Equal([0, 3], range.ConstantFeatures);
        var standard = new StandardScaler();
        standard.Fit(features);
        Assert.Equal(
            [0f, float.NaN, -1.2247449f, float.NaN, 0, 1, 0, float.NaN, 0, -1, 1.2247449f, float.NaN], standard.Transform(features).Values);
        Assert.Equal([0, 3], standard.ConstantFeatures);
    }

    [Fact]
    public void Save_Load_ScalesTheSame()
    {
        LearningData.InTemporaryFile(path =>
        {
            var range = new MinMaxScaler(-2, 3, clip: true);
            range.Fit(LearningData.Train);
            range.Save(path);
            var loaded = MinMaxScaler.Load(path);
            Assert.Equal((-2, 3, true), (loaded.Low, loaded.High, loaded.Clip));
            Assert.Equal(range.Transform(Test), loaded.Transform(Test));
            Assert.Throws<DataException>(() => StandardScaler.Load(path));

            var standard = new StandardScaler();
            standard.Fit(LearningData.Train);
            standard.Save(path);
            Assert.Equal(standard.Transform(Test), StandardScaler.Load(path).Transform(Test));
        });
    }

    [Fact]
    public void Fit_BadRows_SaysWhatIsWrong()
    {
        var scaler = new MinMaxScaler();
        Assert.Throws<InvalidOperationException>(() => scaler.Transform(LearningData.Test));
        Assert.Throws<DataException>(() => scaler.Fit(new FeatureMatrix([], 0, 3)));
        var error = Assert.Throws<DataException>(() => scaler.Fit(new FeatureMatrix([1, 2, 3, float.PositiveInfinity], 2, 2)));
        Assert.StartsWith("the feature in row 1 (from 0), column 1 (from 0) is Infinity.", error.Message, StringComparison.Ordinal);
        scaler.Fit(LearningData.Train);
        Assert.Throws<ArgumentException>(() => scaler.Transform(new FeatureMatrix([1, 2], 1, 2)));
        Assert.Throws<ArgumentException>(() => scaler.Transform([1.0, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinMaxScaler(1, 1));
    }
}
