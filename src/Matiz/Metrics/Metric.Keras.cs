namespace Matiz.Metrics;

/// <content>Metrics under the names that Keras gives them, for <c>Compile</c>. All judge logits as the model's task does.</content>
public static partial class Metric
{
    /// <summary>The share of rows predicted as their true class: <c>sparse_categorical_accuracy</c>, for short accuracy.</summary>
    public static MetricInfo SparseCategoricalAccuracy { get; } = new Metric<ClassificationMetrics>(
        "sparse_categorical_accuracy", GreaterIsBetter: true, "share of rows predicted right", static rows => rows.Accuracy);

    /// <summary>The same under the name that it has in Keras for one-hot labels: <c>categorical_accuracy</c>.</summary>
    public static MetricInfo CategoricalAccuracy { get; } = new Metric<ClassificationMetrics>(
        "categorical_accuracy", GreaterIsBetter: true, "share of rows predicted right", static rows => rows.Accuracy);

    /// <summary>
    /// The share of labels that are rightly given or left out, where a row has any number of them: <c>binary_accuracy</c>. A label is given
    /// where its probability is above 0.5, that is its logit above 0; Keras compares the logit itself with 0.5 unless told otherwise.
    /// </summary>
    public static MetricInfo BinaryAccuracy { get; } = new Metric<MultiLabelMetrics>(
        "binary_accuracy", GreaterIsBetter: true, "share of labels that are right", static rows => 1 - rows.HammingLoss);

    /// <summary>
    /// The mean distance of the number predicted from the true one: <c>mean_absolute_error</c>. (A method, as the property's name is taken
    /// by the one that measures arrays.)
    /// </summary>
    public static MetricInfo MeanAbsoluteError() => new Metric<RegressionMetrics>(
        "mean_absolute_error", GreaterIsBetter: false, "mean absolute error", static rows => rows.MeanAbsoluteError);

    /// <summary>The metrics above: besides the catalog's, what may be asked for by name.</summary>
    internal static IReadOnlyList<MetricInfo> OfKeras =>
        [SparseCategoricalAccuracy, CategoricalAccuracy, BinaryAccuracy, MeanAbsoluteError()];
}
