namespace Matiz.Metrics;

/// <summary>One line of a <see cref="ClassificationReport"/>: a class, or an average of them.</summary>
/// <param name="Name">The label, or the average's name.</param>
/// <param name="Precision">Precision in [0, 1].</param>
/// <param name="Recall">Recall in [0, 1].</param>
/// <param name="F1">F₁ in [0, 1].</param>
/// <param name="Support">The number of true labels that it stands for.</param>
public sealed record ClassificationReportRow(string Name, double Precision, double Recall, double F1, long Support);

/// <summary>
/// Precision, recall, F₁ and support of each class with their averages; <see cref="ToString()"/> is the table that scikit-learn's
/// <c>classification_report</c> prints.
/// </summary>
public sealed partial class ClassificationReport
{
    private ClassificationReport(
        IReadOnlyList<ClassificationReportRow> classes, IReadOnlyList<ClassificationReportRow> averages, double? accuracy)
    {
        Classes = classes;
        Averages = averages;
        Accuracy = accuracy;
    }

    /// <summary>The classes in the order of the label list.</summary>
    public IReadOnlyList<ClassificationReportRow> Classes { get; }

    /// <summary>
    /// <c>macro avg</c> and <c>weighted avg</c>; for several labels a row <c>micro avg</c>, <c>macro avg</c>, <c>weighted avg</c> and
    /// <c>samples avg</c>.
    /// </summary>
    public IReadOnlyList<ClassificationReportRow> Averages { get; }

    /// <summary>Accuracy; null for several labels a row.</summary>
    public double? Accuracy { get; }

    /// <summary>The report of counted predictions.</summary>
    /// <param name="confusion">The counts.</param>
    /// <param name="labels">The class names, in the order of the indices.</param>
    /// <param name="zeroDivision">
    /// The value where a quotient is undefined: 0, 1, or NaN to leave the class out of averages. Default 0.
    /// </param>
    /// <exception cref="ArgumentException">The names are not as many as the classes.</exception>
    /// <exception cref="InvalidOperationException">No row was counted.</exception>
    public static ClassificationReport From(ConfusionMatrix confusion, IReadOnlyList<string> labels, double zeroDivision = 0)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != confusion.Classes) MetricErrors.Length("labels", labels.Count, confusion.Classes, nameof(labels));
        var classes = confusion.ClassCounts();
        return new ClassificationReport(
            Rows(classes, labels, zeroDivision),
            [
                Average("macro avg", classes, Averaging.Macro, zeroDivision),
                Average("weighted avg", classes, Averaging.Weighted, zeroDivision),
            ],
            confusion.Accuracy);
    }

    /// <summary>The report of several labels a row; <paramref name="samples"/> is the mean over the rows.</summary>
    internal static ClassificationReport From(
        ClassCounts[] classes, IReadOnlyList<string> labels, Func<long, ClassificationReportRow> samples)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != classes.Length) MetricErrors.Length("labels", labels.Count, classes.Length, nameof(labels));
        return new ClassificationReport(
            Rows(classes, labels, 0),
            [
                Average("micro avg", classes, Averaging.Micro, 0),
                Average("macro avg", classes, Averaging.Macro, 0),
                Average("weighted avg", classes, Averaging.Weighted, 0),
                samples(classes.Sum(static c => c.Truth)),
            ],
            accuracy: null);
    }

    /// <summary>
    /// The report as nested dictionaries, ready for JSON: each label and average with <c>precision</c>, <c>recall</c>, <c>f1-score</c>,
    /// <c>support</c>; <c>accuracy</c> a plain number.
    /// </summary>
    public IReadOnlyDictionary<string, object> ToDictionary()
    {
        var result = new OrderedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var row in Classes) result[row.Name] = Entry(row);
        if (Accuracy is { } accuracy) result["accuracy"] = accuracy;
        foreach (var row in Averages) result[row.Name] = Entry(row);
        return result;
    }

    private static OrderedDictionary<string, double> Entry(ClassificationReportRow row) => new(StringComparer.Ordinal)
    {
        ["precision"] = row.Precision,
        ["recall"] = row.Recall,
        ["f1-score"] = row.F1,
        ["support"] = row.Support,
    };

    private static ClassificationReportRow[] Rows(ClassCounts[] classes, IReadOnlyList<string> labels, double zeroDivision)
    {
        var rows = new ClassificationReportRow[classes.Length];
        for (var k = 0; k < rows.Length; k++)
        {
            var c = classes[k];
            rows[k] = new(labels[k], c.Precision(zeroDivision), c.Recall(zeroDivision), c.F1(zeroDivision), c.Truth);
        }

        return rows;
    }

    private static ClassificationReportRow Average(string name, ClassCounts[] classes, Averaging averaging, double zeroDivision) => new(
        name,
        ClassCounts.Average(classes, averaging, zeroDivision, static (c, zero) => c.Precision(zero)),
        ClassCounts.Average(classes, averaging, zeroDivision, static (c, zero) => c.Recall(zero)),
        ClassCounts.Average(classes, averaging, zeroDivision, static (c, zero) => c.F1(zero)),
        classes.Sum(static c => c.Truth));
}
