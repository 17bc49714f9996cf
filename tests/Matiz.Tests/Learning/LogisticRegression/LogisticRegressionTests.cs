using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class LogisticRegressionTests
{
    private static readonly LogisticRegressionOptions Tight = new() { Tolerance = 1e-8, MaxIterations = 10_000 };

    public static TheoryData<string> Settings => [.. Reference.Keys];

    private static Dictionary<string, LogisticRegressionOptions> Reference { get; } = new(StringComparer.Ordinal)
    {
        ["default"] = Tight,
        ["C0.01"] = Tight with { C = 0.01 },
        ["C100"] = Tight with { C = 100 },
        ["balanced"] = Tight with { ClassWeight = ClassWeight.Balanced },
        ["no_intercept"] = Tight with { FitIntercept = false },
        ["none"] = Tight with { C = double.PositiveInfinity },
    };

    // Eight points, three classes, from the description of the algorithm.
    private static FeatureMatrix Points { get; } = new([0, 0, 1, 0, 0, 1, 1, 1, 2, 1, 1, 2, 3, 0, 0, 3], 8, 2);

    private static int[] PointLabels { get; } = [0, 0, 0, 1, 1, 2, 1, 2];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Fit_EverySetting_EqualsReference(string setting)
    {
        var regression = new LogisticRegression(Reference[setting]);
        regression.Fit(LearningData.Train, LearningData.TrainLabels);
        LearningData.AssertClose(LearningData.Expected($"lr.{setting}.coef"), regression.Coefficients, 1e-4);
        LearningData.AssertClose(LearningData.Expected($"lr.{setting}.intercept"), regression.Intercepts, 1e-4);
        LearningData.AssertClose(
            LearningData.Expected($"lr.{setting}.proba"), regression.PredictProbabilities(LearningData.Test).Values, 1e-4);
        double score = LearningData.Json("logistic_regression").GetProperty(setting).GetProperty("score").GetDouble();
        Assert.Equal(score, regression.Accuracy(LearningData.Test, LearningData.TestLabels), 1e-12);
        Assert.True(regression.Result!.Converged);
        Assert.Null(regression.Result.Warning);
    }

    [Fact]
    public void Fit_DefaultTolerance_IsCloseToTheOptimum()
    {
        LogisticRegression rough = new(), exact = new(Tight);
        rough.Fit(LearningData.Train, LearningData.TrainLabels);
        exact.Fit(LearningData.Train, LearningData.TrainLabels);
        Assert.True(rough.Result!.Converged);
        Assert.InRange(rough.Result.Objective / exact.Result!.Objective, 1 - 1e-12, 1 + 1e-6);
        Assert.True(rough.Result.Iterations < exact.Result.Iterations);
    }

    [Fact]
    public void Fit_TwoClasses_IsOneSigmoidAsInReference()
    {
        int[] rows = [.. Enumerable.Range(0, LearningData.TrainLabels.Length).Where(row => LearningData.TrainLabels[row] < 2)];
        var regression = new LogisticRegression(Tight);
        regression.Fit(LearningData.Train.Select(rows), Array.ConvertAll(rows, row => LearningData.TrainLabels[row]));
        Assert.Equal(1, regression.Outputs);
        LearningData.AssertClose(LearningData.Expected("lr.binary.coef"), regression.Coefficients, 1e-4);
        LearningData.AssertClose(LearningData.Expected("lr.binary.intercept"), regression.Intercepts, 1e-4);
    }

    [Fact]
    public void Fit_EightPoints_EqualsPrintedValues()
    {
        var regression = new LogisticRegression(Tight with { Tolerance = 1e-10 });
        regression.Fit(Points, PointLabels);
        LearningData.AssertClose([-.70409, -.79751, .81853, -.14798, -.11445, .94549], regression.Coefficients, 1e-5);
        LearningData.AssertClose([1.70427, -.43062, -1.27365], regression.Intercepts, 1e-5);
        LearningData.AssertClose([.39025, .40506, .20469], regression.PredictProbabilities(new FeatureMatrix([1, 1], 1, 2)).Values, 1e-5);
    }

    [Fact]
    public void Fit_EightPointsBalanced_EqualsPrintedValues()
    {
        int[] labels = Array.ConvertAll(PointLabels, static label => label > 0 ? 1 : 0);
        var options = Tight with { Tolerance = 1e-10, C = .5, ClassWeight = ClassWeight.Balanced };
        var regression = new LogisticRegression(options);
        regression.Fit(Points, labels);
        LearningData.AssertClose([.6579, .6579], regression.Coefficients, 1e-5);
        LearningData.AssertClose([-1.14401], regression.Intercepts, 1e-5);
        LearningData.AssertClose([.45716, .54284], regression.PredictProbabilities(new FeatureMatrix([1, 1], 1, 2)).Values, 1e-5);

        // 3 and 5 rows: the same weights given by hand, by class and by row
        var given = new LogisticRegression(
            options with { ClassWeight = ClassWeight.Given(new Dictionary<int, double> { [0] = 8 / 6.0, [1] = .8 }) });
        given.Fit(Points, labels);
        LearningData.AssertClose(regression.Coefficients, given.Coefficients, 1e-8);
        var byRow = new LogisticRegression(options with { ClassWeight = ClassWeight.None });
        byRow.Fit(Points, labels, Array.ConvertAll(labels, static label => label == 0 ? 8 / 6.0 : .8));
        LearningData.AssertClose(regression.Coefficients, byRow.Coefficients, 1e-8);
    }

    [Fact]
    public void Fit_RowWithWeightTwo_IsTheRowTwice()
    {
        var regression = new LogisticRegression(Tight);
        regression.Fit(Points, PointLabels, [1, 2, 1, 0, 1, 1, 1, 1]);
        var twice = new LogisticRegression(Tight);
        twice.Fit(Points.Select([0, 1, 1, 2, 4, 5, 6, 7]), [0, 0, 0, 0, 1, 2, 1, 2]);
        LearningData.AssertClose(twice.Coefficients, regression.Coefficients, 1e-6);
        LearningData.AssertClose(twice.Intercepts, regression.Intercepts, 1e-6);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(2)]
    public void Fit_AnyNumberOfThreads_GivesTheSameBits(int classes)
    {
        var (features, labels) = LearningData.Encoded(1501, 37, classes);
        var one = new LogisticRegression(new LogisticRegressionOptions { Threads = 1 });
        one.Fit(features, labels);
        foreach (int threads in (int[])[2, 3])
        {
            var several = new LogisticRegression(new LogisticRegressionOptions { Threads = threads });
            several.Fit(features, labels);
            Assert.Equal(one.Coefficients, several.Coefficients);
            Assert.Equal(one.PredictProbabilities(features).Values, several.PredictProbabilities(features).Values);
        }
    }

    [Fact]
    public void Predict_RowAloneOrAmongOthers_GivesTheSameBits()
    {
        var regression = new LogisticRegression();
        regression.Fit(LearningData.Train, LearningData.TrainLabels);
        var all = regression.PredictProbabilities(LearningData.Test);
        Assert.Equal(all[5].ToArray(), regression.PredictProbabilities(LearningData.Test.Select([5])).Values);
    }

    [Fact]
    public void Fit_BadlyConditioned_ReachesTheOptimumInFewIterations()
    {
        var (features, labels) = LearningData.Encoded(2000, 64, 6);
        LogisticRegression usual = new(), exact = new(Tight with { Tolerance = 1e-10 });
        usual.Fit(features, labels);
        exact.Fit(features, labels);
        Assert.True(usual.Result!.Converged);
        Assert.InRange(usual.Result.Iterations, 1, 60);
        Assert.InRange(usual.Result.Objective / exact.Result!.Objective, 1 - 1e-12, 1 + 1e-6);
        Assert.True(exact.Result.MaxGradient < 1e-7);
    }

    [Fact]
    public void Fit_MoreFeaturesThanTheGramMatrixTakes_ReachesTheSameOptimum()
    {
        // Rows of 60 features, each repeated 35 times: the optimum is that of the 60 features with a penalty 35 times weaker.
        var (features, labels) = LearningData.Encoded(90, 60, 3);
        var wide = new FeatureMatrix(
            [.. Enumerable.Range(0, 90).SelectMany(row => Enumerable.Repeat(features[row].ToArray(), 35).SelectMany(static x => x))], 90,
            2100);
        LogisticRegression regression = new(Tight with { C = 0.01 }), narrow = new(Tight with { C = 0.35 });
        regression.Fit(wide, labels);
        narrow.Fit(features, labels);
        Assert.True(regression.Result!.Converged);
        LearningData.AssertClose(narrow.PredictProbabilities(features).Values, regression.PredictProbabilities(wide).Values, 1e-5);
    }

    [Fact]
    public void Fit_ClassesThatDependOnOneFeature_WithoutPenaltyStaysFinite()
    {
        var regression = new LogisticRegression(new LogisticRegressionOptions { C = double.PositiveInfinity });
        regression.Fit(new FeatureMatrix([-2, 1, -1, 1, 1, 1, 2, 1], 4, 2), [0, 0, 1, 1]);        // separable, and a constant feature
        Assert.True(double.IsFinite(regression.Coefficients[0]) && regression.Coefficients[0] > 1);
        Assert.Equal([0, 0, 1, 1], regression.Predict(new FeatureMatrix([-2, 1, -1, 1, 1, 1, 2, 1], 4, 2)));
    }

    [Fact]
    public void Fit_TooFewIterations_WarnsAndIsUsable()
    {
        var regression = new LogisticRegression(new LogisticRegressionOptions { MaxIterations = 2 });
        regression.Fit(LearningData.Train, LearningData.TrainLabels);
        Assert.False(regression.Result!.Converged);
        Assert.Equal(2, regression.Result.Iterations);
        Assert.StartsWith(
            "logistic regression stopped after 2 iterations with a gradient of ", regression.Result.Warning, StringComparison.Ordinal);
        Assert.InRange(regression.Accuracy(LearningData.Train, LearningData.TrainLabels), 0.4, 1);
    }

    [Fact]
    public void Fit_WarmStart_BeginsWhereItEnded()
    {
        var regression = new LogisticRegression(new LogisticRegressionOptions { WarmStart = true });
        regression.Fit(LearningData.Train, LearningData.TrainLabels);
        var before = regression.Result!;
        var coefficients = regression.Coefficients.ToArray();
        regression.Fit(LearningData.Train, LearningData.TrainLabels);
        Assert.InRange(regression.Result!.Iterations, 0, before.Iterations / 4);
        LearningData.AssertClose(coefficients, regression.Coefficients, 1e-3);
        regression.Fit(Points, PointLabels);                    // another shape: from zero
        Assert.Equal(2, regression.FeatureCount);
    }

    [Fact]
    public void Fit_OneClass_SaysWhatIsWrong()
    {
        var error = Assert.Throws<DataException>(() => new LogisticRegression().Fit(Points, new int[8]));
        Assert.Equal(
            "all 8 rows have the label 0. At least two classes were expected. Give rows of another class; DummyClassifier alone takes one.",
            error.Message);
    }

    [Fact]
    public void Fit_Cancelled_LeavesTheClassifierAsItWas()
    {
        var regression = new LogisticRegression();
        regression.Fit(Points, PointLabels);
        var before = regression.Coefficients.ToArray();
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => regression.Fit(LearningData.Train, LearningData.TrainLabels, cancellation: source.Token));
        Assert.Equal(before, regression.Coefficients.ToArray());
        Assert.Equal(2, regression.FeatureCount);
    }

    [Fact]
    public void Options_BadValues_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticRegressionOptions { C = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticRegressionOptions { C = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticRegressionOptions { MaxIterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticRegressionOptions { Tolerance = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticRegressionOptions { Threads = 0 });
        Assert.Throws<ArgumentException>(() => ClassWeight.Given(new Dictionary<int, double> { [0] = -1 }));
    }

    [Fact]
    public void Load_WeightNotFinite_IsRefused()
    {
        LearningData.InTemporaryFile(path =>
        {
            using var writer = new LearnedFile.Writer(path, nameof(LogisticRegression));
            writer.Add("classes", [0L, 1]);
            writer.Add("feature_count", [2L]);
            writer.Add("coefficients", [1, double.NaN], 1, 2);
            writer.Add("intercepts", [0.0], 1);
            writer.Commit();
            var error = Assert.Throws<DataException>(() => LogisticRegression.Load(path));
            Assert.Contains("element 1 of 'coefficients' is NaN. A finite number was expected.", error.Message, StringComparison.Ordinal);
        });
    }
}
