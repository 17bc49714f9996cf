namespace Matiz.Metrics;

/// <summary>
/// Metrics of whole arrays in one call. Undefined values are NaN; definitions follow scikit-learn 1.9, and its names are given where
/// they differ. Where rows come one by one, use <see cref="ClassificationMetrics"/>, <see cref="MultiLabelMetrics"/> or
/// <see cref="RegressionMetrics"/>.
/// </summary>
/// <remarks>
/// Where <c>classes</c> is null, the classes are those that occur in truth or prediction; pass the length of the label list for numbers
/// that can be compared from one set of rows to another.
/// </remarks>
public static partial class Metric
{
    /// <summary>The share of rows predicted as their true class.</summary>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length.</exception>
    public static double Accuracy(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted) => Confusion(truth, predicted, null).Accuracy;

    /// <summary>The mean recall over the classes that occur in the truth.</summary>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length.</exception>
    public static double BalancedAccuracy(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted) =>
        Confusion(truth, predicted, null).BalancedAccuracy;

    /// <summary>Matthews correlation (matthews_corrcoef); 0 for a constant truth or prediction.</summary>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length.</exception>
    public static double MatthewsCorrelation(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted) =>
        Confusion(truth, predicted, null).MatthewsCorrelation;

    /// <summary>Cohen's κ (cohen_kappa_score); NaN where truth and prediction are one and the same class throughout.</summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="weights">How strongly a confusion counts. Default: all alike.</param>
    /// <param name="classes">The length of the label list; null for the classes that occur.</param>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length, or a class is not in the list.</exception>
    public static double CohenKappa(
        ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, KappaWeights weights = KappaWeights.None, int? classes = null) =>
        Confusion(truth, predicted, classes).CohenKappa(weights);

    /// <summary>Precision (precision_score).</summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="averaging">How the classes become one number.</param>
    /// <param name="classes">The length of the label list; null for the classes that occur.</param>
    /// <param name="zeroDivision">Precision of a class that was never predicted: 0, 1, or NaN to leave it out. Default 0.</param>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length, or a class is not in the list.</exception>
    public static double Precision(
        ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, Averaging averaging, int? classes = null, double zeroDivision = 0) =>
        Confusion(truth, predicted, classes).Precision(averaging, zeroDivision);

    /// <summary>Recall (recall_score).</summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="averaging">How the classes become one number.</param>
    /// <param name="classes">The length of the label list; null for the classes that occur.</param>
    /// <param name="zeroDivision">Recall of a class without rows: 0, 1, or NaN to leave it out. Default 0.</param>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length, or a class is not in the list.</exception>
    public static double Recall(
        ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, Averaging averaging, int? classes = null, double zeroDivision = 0) =>
        Confusion(truth, predicted, classes).Recall(averaging, zeroDivision);

    /// <summary>F₁ (f1_score).</summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="averaging">How the classes become one number.</param>
    /// <param name="classes">The length of the label list; null for the classes that occur.</param>
    /// <param name="zeroDivision">F of a class that neither occurs nor is predicted: 0, 1, or NaN to leave it out. Default 0.</param>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length, or a class is not in the list.</exception>
    public static double F1(
        ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, Averaging averaging, int? classes = null, double zeroDivision = 0) =>
        Confusion(truth, predicted, classes).F1(averaging, zeroDivision);

    /// <summary>F_β (fbeta_score).</summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="beta">Weight of recall against precision, at least 0.</param>
    /// <param name="averaging">How the classes become one number.</param>
    /// <param name="classes">The length of the label list; null for the classes that occur.</param>
    /// <param name="zeroDivision">F of a class that neither occurs nor is predicted: 0, 1, or NaN to leave it out. Default 0.</param>
    /// <exception cref="ArgumentException">
    /// The arrays are empty or differ in length, a class is not in the list, or beta is negative.
    /// </exception>
    public static double FBeta(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<int> predicted,
        double beta,
        Averaging averaging,
        int? classes = null,
        double zeroDivision = 0) => Confusion(truth, predicted, classes).FBeta(beta, averaging, zeroDivision);

    /// <summary>
    /// Counts, truth by prediction (confusion_matrix); its <see cref="ConfusionMatrix.ClassCounts"/> hold the values by class.
    /// </summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="classes">The length of the label list.</param>
    /// <exception cref="ArgumentException">The arrays differ in length, or a class is not in the list.</exception>
    public static ConfusionMatrix ConfusionMatrix(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes) =>
        Metrics.ConfusionMatrix.From(truth, predicted, classes);

    /// <summary>Precision, recall, F₁ and support of each class with their averages (classification_report).</summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="labels">The class names, in the order of the indices.</param>
    /// <param name="zeroDivision">
    /// The value where a quotient is undefined: 0, 1, or NaN to leave the class out of averages. Default 0.
    /// </param>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length, or a class has no name.</exception>
    public static ClassificationReport Report(
        ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, IReadOnlyList<string> labels, double zeroDivision = 0)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return ClassificationReport.From(Confusion(truth, predicted, labels.Count), labels, zeroDivision);
    }

    private static ConfusionMatrix Confusion(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int? classes)
    {
        RequireRows(truth.Length, nameof(truth));
        if (truth.Length != predicted.Length) MetricErrors.Length("predictions", predicted.Length, truth.Length, nameof(predicted));
        if (classes is { } count) return Metrics.ConfusionMatrix.From(truth, predicted, count);

        int[] occurring = [.. new SortedSet<int>([.. truth, .. predicted])];
        var matrix = new ConfusionMatrix(occurring.Length);
        for (var i = 0; i < truth.Length; i++)
            matrix.Add(Array.BinarySearch(occurring, truth[i]), Array.BinarySearch(occurring, predicted[i]));
        return matrix;
    }

    private static void RequireRows(int rows, string parameter)
    {
        if (rows == 0) throw new ArgumentException(MetricErrors.NoRows().Message, parameter);
    }
}
