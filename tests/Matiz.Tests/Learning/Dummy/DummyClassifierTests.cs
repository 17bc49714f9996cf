using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class DummyClassifierTests
{
    public static TheoryData<string, DummyStrategy, int> Deterministic => new()
    {
        { "most_frequent", DummyStrategy.MostFrequent, -1 },
        { "prior", DummyStrategy.Prior, -1 },
        { "constant 2", DummyStrategy.Constant, 2 },
    };

    [Theory]
    [MemberData(nameof(Deterministic))]
    public void Predict_DeterministicStrategy_EqualsReference(string name, DummyStrategy strategy, int constant)
    {
        var expected = LearningData.Json("dummy").GetProperty(name);
        var dummy = new DummyClassifier(strategy, constant < 0 ? null : constant);
        dummy.Fit(LearningData.Train, LearningData.TrainLabels);
        var probabilities = dummy.PredictProbabilities(LearningData.Test);
        Assert.All(dummy.Predict(LearningData.Test), label => Assert.Equal(expected.GetProperty("predict").GetInt32(), label));
        Assert.Equal(expected.GetProperty("score").GetDouble(), dummy.Accuracy(LearningData.Test, LearningData.TestLabels), 1e-12);
        double[] row = [.. expected.GetProperty("proba").EnumerateArray().Select(static p => p.GetDouble())];
        for (int i = 0; i < probabilities.Rows; i++) LearningData.AssertClose(row, probabilities[i], 1e-9);
    }

    [Fact]
    public void Uniform_ManyRows_DrawsEvenly()
    {
        var dummy = new DummyClassifier(DummyStrategy.Uniform, seed: 5);
        dummy.Fit(LearningData.Train, LearningData.TrainLabels);
        var many = new FeatureMatrix(new float[20_000 * 24], 20_000, 24);
        LearningData.AssertClose([.. Enumerable.Repeat(1 / 6.0, 6)], dummy.PredictProbabilities(LearningData.Test)[9], 1e-9);
        var drawn = dummy.Predict(many);
        LearningData.AssertClose(
            [.. Enumerable.Repeat(1 / 6.0, 6)], [.. Enumerable.Range(0, 6).Select(k => drawn.Count(label => label == k) / 20_000.0)], 0.02);
        Assert.Equal(drawn, dummy.Predict(many));
    }

    [Fact]
    public void Stratified_ManyRows_DrawsByTheShares()
    {
        var dummy = new DummyClassifier(DummyStrategy.Stratified, seed: 5);
        dummy.Fit(LearningData.Train, LearningData.TrainLabels);
        var many = dummy.PredictProbabilities(new FeatureMatrix(new float[20_000 * 24], 20_000, 24));
        double[] shares =
            [.. LearningData.Json("dummy").GetProperty("prior").GetProperty("proba").EnumerateArray().Select(static p => p.GetDouble())];
        var means = new double[6];
        for (int i = 0; i < many.Values.Length; i++) means[i % 6] += many.Values[i] / many.Rows;
        LearningData.AssertClose(shares, means, 0.02);
        Assert.All(Enumerable.Range(0, 100), row => Assert.Equal(1, many[row].ToArray().Max()));
    }

    [Fact]
    public void Fit_Weights_ChangeTheSharesAndTiesGoToTheSmallest()
    {
        var dummy = new DummyClassifier();
        dummy.Fit(new FeatureMatrix(new float[4], 4, 1), [5, 5, 2, 9], [1, 1, 2, 0]);
        Assert.Equal([2, 5, 9], dummy.Classes);
        Assert.Equal([.5, .5, 0], dummy.Shares.ToArray());
        Assert.Equal([2], dummy.Predict(new FeatureMatrix([3], 1, 1)));
        dummy.Fit(new FeatureMatrix(new float[2], 2, 1), [4, 4]);            // one class is enough for a dummy
        Assert.Equal([1.0], dummy.PredictProbabilities(new FeatureMatrix([3], 1, 1)).Values);
    }

    [Fact]
    public void Constant_OfNoTrainingRow_SaysWhatIsWrong()
    {
        var error = Assert.Throws<DataException>(
            () => new DummyClassifier(DummyStrategy.Constant, 7).Fit(LearningData.Train, LearningData.TrainLabels));
        Assert.Equal(
            "no training row has the class 7, which the dummy is to answer. One was expected. Choose a class of the training rows.",
            error.Message);
        Assert.Throws<ArgumentException>(() => new DummyClassifier(DummyStrategy.Constant));
        Assert.Throws<ArgumentException>(() => new DummyClassifier(DummyStrategy.Prior, 1));
    }
}
