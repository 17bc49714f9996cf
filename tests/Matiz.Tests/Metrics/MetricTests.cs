using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public class MetricTests
{
    private const double Tolerance = 1e-9;
    private static readonly int[] Truth = ClassicalGolden.Arrays.Ints("metrics.y_true");
    private static readonly double[] Scores = ClassicalGolden.Arrays.Doubles("metrics.proba");
    private static readonly int[] Predicted =
        [.. Scores.Chunk(6).Select(row => Array.IndexOf(row, row.Max()))];

    [Fact]
    public void ClassificationFunctions_ReferenceRows_EqualReference()
    {
        Assert.Equal(ClassicalGolden.Value("accuracy"), Metric.Accuracy(Truth, Predicted), Tolerance);
        Assert.Equal(ClassicalGolden.Value("balanced_accuracy"), Metric.BalancedAccuracy(Truth, Predicted), Tolerance);
        Assert.Equal(ClassicalGolden.Value("mcc"), Metric.MatthewsCorrelation(Truth, Predicted), Tolerance);
        Assert.Equal(ClassicalGolden.Value("kappa"), Metric.CohenKappa(Truth, Predicted), Tolerance);
        Assert.Equal(ClassicalGolden.Value("macro", "precision"), Metric.Precision(Truth, Predicted, Averaging.Macro, 6), Tolerance);
        Assert.Equal(ClassicalGolden.Value("weighted", "recall"), Metric.Recall(Truth, Predicted, Averaging.Weighted), Tolerance);
        Assert.Equal(ClassicalGolden.Value("weighted", "f1"), Metric.F1(Truth, Predicted, Averaging.Weighted), Tolerance);
        Assert.Equal(ClassicalGolden.Value("macro", "f1"), Metric.FBeta(Truth, Predicted, 1, Averaging.Macro), Tolerance);
        Assert.Equal(ClassicalGolden.Value("log_loss"), Metric.LogLoss(Truth, Scores, 6), Tolerance);
        Assert.Equal(ClassicalGolden.Value("top2"), Metric.TopKAccuracy(Truth, Scores, 6, 2), Tolerance);
        Assert.Equal(19, Metric.ConfusionMatrix(Truth, Predicted, 6)[0, 0]);

        var truth = ClassicalGolden.Arrays.Ints("metrics.y_true_auc");
        Assert.Equal(ClassicalGolden.Value("roc_auc_ovr_macro"), Metric.RocAucOvr(truth, Scores, 6), Tolerance);
        Assert.Equal(ClassicalGolden.Value("roc_auc_ovo_macro"), Metric.RocAucOvo(truth, Scores, 6), Tolerance);
    }

    [Fact]
    public void RegressionFunctions_ReferenceRows_EqualReference()
    {
        var truth = ClassicalGolden.Arrays.Doubles("metrics.regression_true");
        var values = ClassicalGolden.Arrays.Doubles("metrics.regression_predicted");
        Assert.Equal(ClassicalGolden.Value("regression", "mse"), Metric.MeanSquaredError(truth, values), Tolerance);
        Assert.Equal(ClassicalGolden.Value("regression", "rmse"), Metric.RootMeanSquaredError(truth, values), Tolerance);
        Assert.Equal(ClassicalGolden.Value("regression", "mae"), Metric.MeanAbsoluteError(truth, values), Tolerance);
        Assert.Equal(ClassicalGolden.Value("regression", "r2"), Metric.R2(truth, values), Tolerance);
        Assert.Equal(ClassicalGolden.Value("regression", "pearson"), Metric.Pearson(truth, values), Tolerance);
        Assert.Equal(ClassicalGolden.Value("regression", "spearman"), Metric.Spearman(truth, values), Tolerance);
    }

    [Fact]
    public void F1Macro_WithoutClassCount_CountsOnlyWhatOccurs()
    {
        Assert.Equal(1, Metric.F1([3, 7], [3, 7], Averaging.Macro));
        Assert.Equal(1 / 3.0, Metric.F1([1, 1], [1, 2], Averaging.Macro), 1e-12);      // class 1: ⅔, class 2: 0
        Assert.Equal(.25, Metric.F1([3, 7], [3, 7], Averaging.Macro, 8), 1e-12);
    }

    [Theory]
    [InlineData(new[] { .5, .5, .1, .9 }, .875)]
    [InlineData(new[] { .5, .5, .5, .5 }, .5)]
    [InlineData(new[] { 1.0, 2.0, 1.0, 2.0 }, 1.0)]
    [InlineData(new[] { 2.0, 1.0, 2.0, 1.0 }, 0.0)]
    [InlineData(new[] { 0.0, -0.0, -1.0, -1.0 }, .5)]
    public void RocAuc_Ties_CountHalf(double[] scores, double expected)
    {
        Assert.Equal(expected, Metric.RocAuc([false, true, false, true], scores));
        Assert.Equal(expected, Metric.RocAuc([false, true, false, true], Array.ConvertAll(scores, score => (float)score)));
    }

    [Fact]
    public void RocAuc_RandomTiedScores_EqualsTheCountOfPairs()
    {
        var random = new Random(7);
        var positive = Enumerable.Range(0, 301).Select(_ => random.Next(3) == 0).ToArray();
        var scores = positive.Select(flag => (float)random.Next(10) + (flag ? 1 : 0)).ToArray();
        double wins = 0;
        long pairs = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                if (!positive[i] || positive[j]) continue;
                pairs++;
                wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? .5 : 0;
            }
        }

        Assert.Equal(wins / pairs, Metric.RocAuc(positive, scores), 1e-15);
    }

    [Fact]
    public void RocAuc_OneClassOnly_IsUndefined()
    {
        Assert.True(double.IsNaN(Metric.RocAuc([true, true], [.1, .2])));
        Assert.True(double.IsNaN(Metric.RocAucOvr([0, 0], [.9, .1, .8, .2], 2)));
        Assert.True(double.IsNaN(Metric.RocAucOvo([0, 1], [.8, .1, .1, .1, .8, .1], 3, Averaging.Weighted)));
    }

    [Fact]
    public void RocAucOvr_TwoClasses_IsTheAreaOfTheSecondScore()
    {
        double[] scores = [.5, .5, .5, .5, .9, .1, .1, .9];
        Assert.Equal(.875, Metric.RocAucOvr([0, 1, 0, 1], scores, 2));
        Assert.Equal(.875, Metric.RocAucOvr([0, 1, 0, 1], scores, 2, Averaging.Weighted));
        Assert.Equal(.875, Metric.RocAucOvo([0, 1, 0, 1], scores, 2));
    }

    [Fact]
    public void LogLoss_RowsThatDoNotSumToOne_AreUsedAsTheyAre() =>
        Assert.Equal(-Math.Log(.4), Metric.LogLoss([0], [.4, .4], 2), 1e-12);

    [Fact]
    public void TopKAccuracy_Ties_LargerIndexFirst()
    {
        Assert.Equal(0, Metric.TopKAccuracy([0], [1.0, 1.0, 0.0], 3, 1));
        Assert.Equal(1, Metric.TopKAccuracy([1], [1.0, 1.0, 0.0], 3, 1));
        Assert.Equal(1, Metric.TopKAccuracy([0], [-5f, -5f, -9f], 3, 2));
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        const string Empty =
            "no row was added, but a metric needs at least one: add rows first, or leave the metrics of an empty split out.";
        ClassificationMetricsTests.AssertMessage<ArgumentException>(Empty, () => Metric.Accuracy([], []));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(Empty, () => Metric.LogLoss<double>([], [], 2));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(Empty, () => Metric.RocAuc<float>([], []));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(Empty, () => Metric.R2([], []));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "found 1 predictions, expected 2: pass one for each.", () => Metric.Accuracy([0, 1], [0]));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "found 3 scores, expected 4: pass one for each.", () => Metric.LogLoss([0, 1], [.1, .2, .3], 2));
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "truth is class 2, expected 0 to 1: does the label list belong to these rows?", () => Metric.LogLoss([2], [.5, .5], 2));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "score 1 of row 0 (from 0) is NaN, expected a finite number: did training diverge? Lower the learning rate.",
            () => Metric.TopKAccuracy([0], [.1, double.NaN], 2, 1));
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "k is 3, expected 1 to 2, the number of classes.", () => Metric.TopKAccuracy([0], [.1, .2], 2, 3));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "the scores of row 0 (from 0) sum to 0.5, expected 1: pass scores after softmax.", () => Metric.RocAucOvr([0], [.25, .25], 2));
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "micro averaging is not defined over pairs of classes, expected Macro or Weighted.",
            () => Metric.RocAucOvo([0], [.5, .5], 2, Averaging.Micro));
    }
}
