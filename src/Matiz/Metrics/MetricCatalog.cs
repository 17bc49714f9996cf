using Matiz.Formats;

namespace Matiz.Metrics;

/// <summary>A metric's name and meaning.</summary>
/// <param name="Name">Its key without prefix, as in <c>all_results.json</c> behind <c>eval_</c> and <c>test_</c>.</param>
/// <param name="GreaterIsBetter">False for losses and errors.</param>
/// <param name="Meaning">What it says, in one line.</param>
public sealed record MetricInfo(string Name, bool GreaterIsBetter, string Meaning);

/// <summary>A metric's name is none of <see cref="MetricCatalog.All"/>; the message lists those.</summary>
public sealed class UnknownMetricException : MatizException
{
    internal UnknownMetricException(string name)
        : base($"unknown metric '{name}', expected one of {string.Join(", ", MetricCatalog.All.Select(m => m.Name))}, " +
            "each also with 'eval_' or 'test_' before it: choose one of these.")
    {
    }
}

/// <summary>
/// Every metric that evaluation computes, and whether more of it is better: what the trainer needs to choose the best model.
/// </summary>
public static class MetricCatalog
{
    /// <summary>All metrics, each once.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } =
    [
        new("loss", false, "mean training loss of the rows"),
        new("accuracy", true, "share of rows predicted right"),
        new("f1", true, "the same as f1_weighted"),
        new("f1_weighted", true, "F1 of the classes, weighted with their rows"),
        new("f1_macro", true, "plain mean of the classes' F1"),
        new("f1_micro", true, "F1 of the counts summed over the classes"),
        new("precision_weighted", true, "precision of the classes, weighted with their rows"),
        new("precision_macro", true, "plain mean of the classes' precision"),
        new("recall_weighted", true, "recall of the classes, weighted with their rows"),
        new("recall_macro", true, "plain mean of the classes' recall"),
        new("balanced_accuracy", true, "mean recall of the classes that occur"),
        new("matthews_correlation", true, "correlation of truth and prediction, 0 for a constant prediction"),
        new("cohen_kappa", true, "agreement beyond chance"),
        new("log_loss", false, "mean of -ln of the true class's score"),
        new("roc_auc_ovr", true, "mean area under the ROC curve, each class against the rest"),
        new("subset_accuracy", true, "share of rows with every label right"),
        new("hamming_loss", false, "share of wrong labels"),
        new("f1_samples", true, "mean over the rows of the F1 of their labels"),
        new("roc_auc_macro", true, "mean area under the ROC curve of the labels"),
        new("mse", false, "mean squared error"),
        new("rmse", false, "square root of the mean squared error"),
        new("mae", false, "mean absolute error"),
        new("r2", true, "share of the variance that is explained"),
        new("pearson", true, "linear correlation"),
        new("spearman", true, "rank correlation"),
    ];

    /// <summary>The keys of single-label classification, in the order of <see cref="ClassificationMetrics.Compute"/>.</summary>
    public static IReadOnlyList<string> SingleLabel { get; } =
    [
        "loss", "accuracy", "f1", "f1_weighted", "f1_macro", "f1_micro", "precision_weighted", "precision_macro", "recall_weighted",
        "recall_macro", "balanced_accuracy", "matthews_correlation", "cohen_kappa", "log_loss", "roc_auc_ovr",
    ];

    /// <summary>The keys of multi-label classification, in the order of <see cref="MultiLabelMetrics.Compute"/>.</summary>
    public static IReadOnlyList<string> MultiLabel { get; } =
        ["loss", "f1", "subset_accuracy", "hamming_loss", "f1_samples", "f1_micro", "f1_macro", "f1_weighted", "roc_auc_macro"];

    /// <summary>The keys of regression, in the order of <see cref="RegressionMetrics.Compute"/>.</summary>
    public static IReadOnlyList<string> Regression { get; } = ["loss", "mse", "rmse", "mae", "r2", "pearson", "spearman"];

    /// <summary>True where more of the metric is better, false for losses and errors.</summary>
    /// <param name="name">A metric's name, with or without <c>eval_</c> or <c>test_</c>.</param>
    /// <exception cref="UnknownMetricException">No such metric.</exception>
    public static bool GreaterIsBetter(string name) => Find(name).GreaterIsBetter;

    /// <summary>The metric of a name.</summary>
    /// <param name="name">A metric's name, with or without <c>eval_</c> or <c>test_</c>.</param>
    /// <exception cref="UnknownMetricException">No such metric.</exception>
    public static MetricInfo Find(string name) => TryFind(name) ?? throw new UnknownMetricException(name);

    /// <summary>The metric of a name, or null where there is none (one that a user's own function adds, say).</summary>
    /// <param name="name">A metric's name, with or without <c>eval_</c> or <c>test_</c>.</param>
    public static MetricInfo? TryFind(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bare = WithoutPrefix(name);
        return All.FirstOrDefault(metric => string.Equals(metric.Name, bare, StringComparison.Ordinal));
    }

    /// <summary>The name without <c>eval_</c> or <c>test_</c>.</summary>
    public static string WithoutPrefix(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("eval_", StringComparison.Ordinal) || name.StartsWith("test_", StringComparison.Ordinal) ? name[5..] : name;
    }
}
