using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public class MetricCatalogTests
{
    [Fact]
    public void GreaterIsBetter_OnlyLossesAndErrors_AreBetterLow()
    {
        var low = MetricCatalog.All.Where(metric => !metric.GreaterIsBetter).Select(metric => metric.Name);
        Assert.Equal(["loss", "log_loss", "hamming_loss", "mse", "rmse", "mae"], low);
    }

    [Theory]
    [InlineData("loss", false)]
    [InlineData("eval_loss", false)]
    [InlineData("test_rmse", false)]
    [InlineData("f1", true)]
    [InlineData("eval_f1", true)]
    [InlineData("test_roc_auc_ovr", true)]
    public void GreaterIsBetter_PrefixOrNot_IsTheSame(string name, bool expected) =>
        Assert.Equal(expected, MetricCatalog.GreaterIsBetter(name));

    [Fact]
    public void All_IsTheUnionOfTheProblemsKeys() => Assert.Equal(
        MetricCatalog.SingleLabel.Union(MetricCatalog.MultiLabel).Union(MetricCatalog.Regression).Order(),
        MetricCatalog.All.Select(metric => metric.Name).Order());

    [Fact]
    public void Find_UnknownName_ListsTheKnown()
    {
        var error = Assert.Throws<UnknownMetricException>(() => MetricCatalog.GreaterIsBetter("eval_f2"));
        Assert.Equal(
            "unknown metric 'eval_f2', expected one of loss, accuracy, f1, f1_weighted, f1_macro, f1_micro, precision_weighted, " +
            "precision_macro, recall_weighted, recall_macro, balanced_accuracy, matthews_correlation, cohen_kappa, log_loss, " +
            "roc_auc_ovr, " +
            "subset_accuracy, hamming_loss, f1_samples, roc_auc_macro, mse, rmse, mae, r2, pearson, spearman, " +
            "each also with 'eval_' or 'test_' before it: choose one of these.",
            error.Message);
        Assert.Null(MetricCatalog.TryFind("F1"));
        Assert.Null(MetricCatalog.TryFind("eval_eval_f1"));
    }

    [Fact]
    public void For_EveryKindOfRows_HasEachNameOnce()
    {
        foreach (var names in (IReadOnlyList<string>[])[MetricCatalog.SingleLabel, MetricCatalog.MultiLabel, MetricCatalog.Regression])
            Assert.Equal(names.Distinct(), names);
        Assert.Equal(MetricCatalog.All.Select(metric => metric.Name).Distinct(), MetricCatalog.All.Select(metric => metric.Name));
    }

    [Fact]
    public void Register_NameThatIsTakenOrNoKeyOrTurnedRound_IsRefused()
    {
        Refused("there is a metric 'f1' for these rows already.", new Metric<MultiLabelMetrics>("f1", true, "", m => 0));
        Refused("there is a metric 'accuracy' for these rows already.", new Metric<StreamedMetrics>("accuracy", true, "", m => 0));
        Refused(
            "'mae' is a metric of other rows already, with the other direction.",
            new Metric<ClassificationMetrics>("mae", true, "", m => 0));
        Refused("'eval_mine' is no name of a metric.", new Metric<ClassificationMetrics>("eval_mine", true, "", m => 0));
        Refused("'My metric' is no name of a metric.", new Metric<ClassificationMetrics>("My metric", true, "", m => 0));

        static void Refused(string message, MetricInfo metric) => Assert.StartsWith(
            message, Assert.Throws<ArgumentException>(() => MetricCatalog.Register(metric)).Message, StringComparison.Ordinal);
    }
}
