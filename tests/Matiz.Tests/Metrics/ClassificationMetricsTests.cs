using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public class ClassificationMetricsTests
{
    private const int Classes = 6;
    private const double Tolerance = 1e-9;

    // the sheet's vector: y, ŷ and probabilities of three classes
    internal static readonly int[] Truth = [0, 1, 2, 2, 1, 0];
    internal static readonly int[] Predicted = [0, 2, 2, 2, 1, 1];
    internal static readonly double[] Scores = [.7, .2, .1, .1, .3, .6, .2, .2, .6, .1, .1, .8, .3, .5, .2, .3, .4, .3];

    [Fact]
    public void Compute_ReferenceRows_EqualsReference()
    {
        var values = Streamed("metrics.y_true").Compute();

        Assert.Equal(ClassicalGolden.Value("accuracy"), values["accuracy"]!.Value, Tolerance);
        Assert.Equal(ClassicalGolden.Value("weighted", "f1"), values["f1"]!.Value, Tolerance);
        Assert.Equal(ClassicalGolden.Value("balanced_accuracy"), values["balanced_accuracy"]!.Value, Tolerance);
        Assert.Equal(ClassicalGolden.Value("mcc"), values["matthews_correlation"]!.Value, Tolerance);
        Assert.Equal(ClassicalGolden.Value("kappa"), values["cohen_kappa"]!.Value, Tolerance);
        Assert.Equal(ClassicalGolden.Value("log_loss"), values["log_loss"]!.Value, Tolerance);
        foreach (var average in (string[])["weighted", "macro"])
        {
            foreach (var score in (string[])["precision", "recall", "f1"])
                Assert.Equal(ClassicalGolden.Value(average, score), values[$"{score}_{average}"]!.Value, Tolerance);
        }

        Assert.Equal(ClassicalGolden.Value("micro", "f1"), values["f1_micro"]!.Value, Tolerance);
        Assert.Null(values["roc_auc_ovr"]);                     // class 5 has no row in this truth
    }

    [Fact]
    public void Precision_Recall_Micro_EqualReference()
    {
        var confusion = Streamed("metrics.y_true").Confusion;
        Assert.Equal(ClassicalGolden.Value("micro", "precision"), confusion.Precision(Averaging.Micro), Tolerance);
        Assert.Equal(ClassicalGolden.Value("micro", "recall"), confusion.Recall(Averaging.Micro), Tolerance);
    }

    [Fact]
    public void TopKAccuracy_ReferenceRows_EqualsReference()
    {
        var metrics = Streamed("metrics.y_true");
        Assert.Equal(ClassicalGolden.Value("top2"), metrics.TopKAccuracy(2), Tolerance);
        Assert.Equal(1, metrics.TopKAccuracy(Classes));
    }

    [Fact]
    public void RocAuc_EveryClassInTruth_EqualsReference()
    {
        var metrics = Streamed("metrics.y_true_auc");
        Assert.Equal(ClassicalGolden.Value("roc_auc_ovr_macro"), metrics.RocAucOvr(), Tolerance);
        Assert.Equal(ClassicalGolden.Value("roc_auc_ovr_macro"), metrics.Compute()["roc_auc_ovr"]!.Value, Tolerance);
        Assert.Equal(ClassicalGolden.Value("roc_auc_ovo_macro"), metrics.RocAucOvo(), Tolerance);
    }

    [Fact]
    public void Compute_SheetVector_EqualsReference()
    {
        var metrics = new ClassificationMetrics(3, keepScores: true);
        for (var i = 0; i < Truth.Length; i++) metrics.Add(Truth[i], Scores.AsSpan(3 * i, 3));

        Assert.Equal(Predicted, Scores.Chunk(3).Select(row => Array.IndexOf(row, row.Max())));
        Assert.Equal(.698623, metrics.LogLoss, 1e-6);
        Assert.Equal(.916667, metrics.RocAucOvr(), 1e-6);
        Assert.Equal(.895833, metrics.RocAucOvr(Averaging.Micro), 1e-6);
        Assert.Equal(.52223, metrics.MatthewsCorrelation, 1e-5);
        Assert.Equal(.5, metrics.CohenKappa(), Tolerance);
        Assert.Equal(2 / 3.0, metrics.BalancedAccuracy, Tolerance);
        // two rows a class: weighted means equal plain ones
        Assert.Equal(metrics.RocAucOvr(), metrics.RocAucOvr(Averaging.Weighted), Tolerance);
        Assert.Equal(metrics.RocAucOvo(), metrics.RocAucOvo(Averaging.Weighted), Tolerance);
    }

    [Fact]
    public void RocAuc_Weighted_WeighsByRows()
    {
        // class 0 (3 rows) against the rest: 3·2 of 3·2 pairs; class 1 (1 row): .4 beats .2 .2 .3, loses to .5: 3 of 4; class 2: 4 of 4
        double[] scores = [.7, .2, .1, .6, .3, .1, .4, .5, .1, .35, .4, .25, .3, .2, .5];
        int[] truth = [0, 0, 0, 1, 2];
        Assert.Equal((1 + .75 + 1) / 3, Metric.RocAucOvr(truth, scores, 3), Tolerance);
        Assert.Equal((3 * 1 + 1 * .75 + 1 * 1) / 5, Metric.RocAucOvr(truth, scores, 3, Averaging.Weighted), Tolerance);
        // pairs 0-1 (4 rows): ½(1 + ⅔); 0-2 (4 rows): 1; 1-2 (2 rows): 1
        Assert.Equal((5 / 6.0 + 1 + 1) / 3, Metric.RocAucOvo(truth, scores, 3), Tolerance);
        Assert.Equal((4 * 5 / 6.0 + 4 + 2) / 10, Metric.RocAucOvo(truth, scores, 3, Averaging.Weighted), Tolerance);
    }

    [Fact]
    public void Compute_Keys_AreTheCatalogsInOrder()
    {
        var metrics = new ClassificationMetrics(3, keepScores: true);
        metrics.Add(0, [.5f, .3f, .2f], loss: .25);
        metrics.Add(1, [.5f, .3f, .2f], loss: .75);
        Assert.Equal(MetricCatalog.SingleLabel, metrics.Compute().Keys);
        Assert.Equal(.5, metrics.Compute()["loss"]);
    }

    [Fact]
    public void Compute_WithoutLossAndScores_LeavesTheirKeysOut()
    {
        var metrics = new ClassificationMetrics(2);
        metrics.Add(0, [.5f, .5f]);
        Assert.Equal(MetricCatalog.SingleLabel.Except(["loss", "roc_auc_ovr"]), metrics.Compute().Keys);
    }

    [Fact]
    public void Add_FloatScores_AgreesWithDoubleToFloatPrecision()
    {
        var truth = ClassicalGolden.Arrays.Ints("metrics.y_true_auc");
        var scores = ClassicalGolden.Arrays.Doubles("metrics.proba");
        var metrics = new ClassificationMetrics(Classes, keepScores: true);
        var row = new float[Classes];
        for (var i = 0; i < truth.Length; i++)
        {
            for (var k = 0; k < Classes; k++) row[k] = (float)scores[i * Classes + k];
            metrics.Add(truth[i], row);
        }

        Assert.Equal(Metric.LogLoss(truth, scores, Classes), metrics.LogLoss, 1e-6);
        Assert.Equal(ClassicalGolden.Value("roc_auc_ovr_macro"), metrics.RocAucOvr(), 1e-5);
    }

    [Fact]
    public void Add_FloatThenDoubleRows_KeepsBoth()
    {
        var mixed = new ClassificationMetrics(2, keepScores: true);
        mixed.Add(0, [.75f, .25f]);
        mixed.Add(1, [.5 - 1e-12, .5 + 1e-12]);                 // a difference that float would lose
        mixed.Add(0, [.5f, .5f]);
        Assert.Equal(1, mixed.RocAucOvr());
    }

    [Fact]
    public void Add_TiedScores_FirstClassWins_ButLargerIndexRanksFirst()
    {
        var metrics = new ClassificationMetrics(2);
        metrics.Add(0, [.5f, .5f]);
        Assert.Equal(1, metrics.Accuracy);
        Assert.Equal(0, metrics.TopKAccuracy(1));               // scikit-learn's order of ties
        Assert.Equal(1, metrics.TopKAccuracy(2));
    }

    [Fact]
    public void LogLoss_ImpossibleTruth_IsClippedToTheTypesEpsilon()
    {
        var single = new ClassificationMetrics(2);
        single.Add(1, [1f, 0f]);
        Assert.Equal(-Math.Log(1.1920928955078125e-07), single.LogLoss, Tolerance);
        var wide = new ClassificationMetrics(2);
        wide.Add(1, [1.0, 0.0]);
        Assert.Equal(-Math.Log(2.220446049250313e-16), wide.LogLoss, Tolerance);
    }

    [Fact]
    public void Compute_OneRow_LeavesOnlyCorrelationsUndefined()
    {
        var metrics = new ClassificationMetrics(3, keepScores: true);
        metrics.Add(1, [.2f, .7f, .1f]);
        var values = metrics.Compute();
        Assert.Equal(1, values["accuracy"]);
        Assert.Equal(1, values["f1"]);
        Assert.Equal(1 / 3.0, values["f1_macro"]!.Value, Tolerance);
        Assert.Equal(1, values["balanced_accuracy"]);
        Assert.Equal(0, values["matthews_correlation"]);
        Assert.Null(values["cohen_kappa"]);
        Assert.Null(values["roc_auc_ovr"]);
    }

    [Fact]
    public void Compute_OneClass_IsDefinedWhereTheReferenceDefinesIt()
    {
        var metrics = new ClassificationMetrics(1, keepScores: true);
        metrics.Add(0, [1f]);
        var values = metrics.Compute();
        Assert.Equal(1, values["f1_macro"]);
        Assert.Null(values["cohen_kappa"]);
        Assert.Null(values["roc_auc_ovr"]);
        Assert.True(double.IsNaN(metrics.RocAucOvo()));
        Assert.Equal(0, values["log_loss"]!.Value, 1e-6);
    }

    [Fact]
    public void Compute_NoRow_SaysSo()
    {
        const string Message =
            "no row was added, but a metric needs at least one: add rows first, or leave the metrics of an empty split out.";
        var metrics = new ClassificationMetrics(2, keepScores: true);
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => metrics.Compute()).Message);
        Assert.Throws<InvalidOperationException>(() => metrics.LogLoss);
        Assert.Throws<InvalidOperationException>(() => metrics.Accuracy);
        Assert.Throws<InvalidOperationException>(() => metrics.TopKAccuracy(1));
        Assert.Throws<InvalidOperationException>(() => metrics.RocAucOvr());
        Assert.Throws<InvalidOperationException>(() => metrics.Report(["a", "b"]));
    }

    [Fact]
    public void Add_BadRow_SaysWhatIsWrong_AndCountsNothing()
    {
        var metrics = new ClassificationMetrics(2, keepScores: true);
        metrics.Add(0, [.5f, .5f]);

        AssertMessage<ArgumentException>(
            "score 1 of row 1 (from 0) is NaN, expected a finite number: did training diverge? Lower the learning rate.",
            () => metrics.Add(0, [.5f, float.NaN]));
        AssertMessage<ArgumentException>(
            "score 0 of row 1 (from 0) is -3, expected a probability in [0, 1]: pass scores after softmax or sigmoid, not logits.",
            () => metrics.Add(0, [-3f, 4f]));
        AssertMessage<ArgumentException>(
            "the scores of row 1 (from 0) sum to 1.5, expected 1: pass scores after softmax.", () => metrics.Add(0, [.75f, .75f]));
        AssertMessage<ArgumentException>("found 3 scores, expected 2: pass one for each.", () => metrics.Add(0, [.5f, .25f, .25f]));
        AssertMessage<ArgumentOutOfRangeException>(
            "truth is class 2, expected 0 to 1: does the label list belong to these rows?", () => metrics.Add(2, [.5f, .5f]));
        AssertMessage<ArgumentException>(
            "row 1 (from 0) comes with a loss, unlike the rows before it: give every row a loss, or none.",
            () => metrics.Add(0, [.5f, .5f], loss: 1));

        Assert.Equal(1, metrics.Rows);
        Assert.True(double.IsNaN(metrics.RocAucOvr()));
    }

    [Fact]
    public void Add_LossMissingOrNotFinite_SaysSo()
    {
        var metrics = new ClassificationMetrics(2);
        AssertMessage<ArgumentException>(
            "the loss of row 0 (from 0) is NaN, expected a finite number: did training diverge? Lower the learning rate.",
            () => metrics.Add(0, [.5f, .5f], double.NaN));
        metrics.Add(0, [.5f, .5f], 1);
        AssertMessage<ArgumentException>(
            "row 1 (from 0) comes without a loss, unlike the rows before it: give every row a loss, or none.",
            () => metrics.Add(0, [.5f, .5f]));
    }

    [Fact]
    public void RocAuc_WithoutKeptScores_SaysHow()
    {
        var metrics = new ClassificationMetrics(2);
        metrics.Add(0, [.5f, .5f]);
        Assert.Equal(
            "ROC AUC needs the value of every row, but only counts were kept: create the metrics with keepScores: true.",
            Assert.Throws<InvalidOperationException>(() => metrics.RocAucOvr()).Message);
    }

    [Fact]
    public void New_NoClasses_SaysSo() => AssertMessage<ArgumentOutOfRangeException>(
        "found 0 classes, expected at least 1: pass the length of the label list.", () => _ = new ClassificationMetrics(0));

    internal static void AssertMessage<TException>(string message, Action action)
        where TException : Exception =>
        Assert.Equal(message, Assert.Throws<TException>(action).Message.Split(" (Parameter '", 2)[0]);

    private static ClassificationMetrics Streamed(string truthName)
    {
        var truth = ClassicalGolden.Arrays.Ints(truthName);
        var scores = ClassicalGolden.Arrays.Doubles("metrics.proba");
        var metrics = new ClassificationMetrics(Classes, keepScores: true);
        for (var i = 0; i < truth.Length; i++) metrics.Add(truth[i], scores.AsSpan(i * Classes, Classes));
        return metrics;
    }
}
