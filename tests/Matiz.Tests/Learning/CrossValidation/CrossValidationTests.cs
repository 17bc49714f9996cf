using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class CrossValidationTests
{
    [Fact]
    public void Folds_AreStratifiedAndSeeded()
    {
        var labels = LearningData.TrainLabels;
        var folds = StratifiedFolds.Create(labels, 7, seed: 3);
        Assert.Equal(folds, StratifiedFolds.Create(labels, 7, seed: 3));
        Assert.NotEqual(folds, StratifiedFolds.Create(labels, 7, seed: 4));
        foreach (int label in labels.Distinct())
        {
            var counts = Enumerable.Range(0, 7)
                .Select(fold => Enumerable.Range(0, labels.Length).Count(row => folds[row] == fold && labels[row] == label))
                .ToArray();
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        var sizes = folds.CountBy(static fold => fold).Select(static pair => pair.Value).ToArray();
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    [Fact]
    public void PredictProbabilities_EachRow_IsJudgedByTheFitWithoutItsFold()
    {
        var told = new List<int>();
        var result = CrossValidation.PredictProbabilities(
            () => new LogisticRegression(), LearningData.Train, LearningData.TrainLabels, 7, folds: 3, seed: 1, new Listener(told));
        Assert.Equal([1, 2, 3], told);
        Assert.Empty(result.Warnings);
        int[] others = [.. Enumerable.Range(0, 600).Where(row => result.Folds[row] != 1)];
        int[] own = [.. Enumerable.Range(0, 600).Where(row => result.Folds[row] == 1)];
        var regression = new LogisticRegression();
        regression.Fit(LearningData.Train.Select(others), Array.ConvertAll(others, row => LearningData.TrainLabels[row]));
        var expected = regression.PredictProbabilities(LearningData.Train.Select(own), 7);
        for (int i = 0; i < own.Length; i++) Assert.Equal(expected[i], result.Probabilities[own[i]]);
        Assert.InRange(result.Accuracy(LearningData.TrainLabels), 0.5, 0.8);
    }

    [Fact]
    public void PredictProbabilities_RareClasses_AreNamed()
    {
        var features = new FeatureMatrix([0, 1, 2, 3, 10, 11, 12, 30, 31], 9, 1);
        var result = CrossValidation.PredictProbabilities(
            () => new KNearestNeighbors(1, NeighborMetric.Euclidean), features, [0, 0, 0, 0, 1, 1, 2, 3, 3], 5, folds: 3);
        Assert.Equal(
            [
                "class 1 has 2 rows, fewer than the 3 folds.",
                "class 2 has a single row: the classifier that judges it never saw that class.",
                "class 3 has 2 rows, fewer than the 3 folds.",
            ],
            result.Warnings);
        Assert.Equal(0, result.Probabilities[6][2]);
        Assert.Equal(1, result.Probabilities[6][1]);
    }

    [Fact]
    public void PredictProbabilities_BadRows_SaysWhatIsWrong()
    {
        var features = new FeatureMatrix([0, 1, 2], 3, 1);
        static FeatureClassifier Create() => new DummyClassifier();
        Assert.Equal(
            "3 rows are to be cut into 5 folds. At least one row a fold was expected. Give at least 5 rows.",
            Assert.Throws<DataException>(() => CrossValidation.PredictProbabilities(Create, features, [0, 1, 0], 2)).Message);
        Assert.Equal(
            "the label of row 1 (from 0) is 2. A class index from 0 to 1 was expected. Does the label list belong to these rows?",
            Assert.Throws<DataException>(() => CrossValidation.PredictProbabilities(Create, features, [0, 2, 0], 2, folds: 2)).Message);
        Assert.Throws<DataException>(
            () => CrossValidation.PredictProbabilities(Create, new FeatureMatrix([0, float.NaN, 1], 3, 1), [0, 1, 0], 2, folds: 2));
    }

    private sealed class Listener(List<int> told) : IProgress<int>
    {
        public void Report(int value) => told.Add(value);
    }
}
