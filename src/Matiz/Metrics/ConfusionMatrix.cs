using Matiz.Data;

namespace Matiz.Metrics;

/// <summary>What the cells of a normalized <see cref="ConfusionMatrix"/> are shares of.</summary>
public enum ConfusionNormalization
{
    /// <summary>Nothing: the counts.</summary>
    None,

    /// <summary>The rows of the true class: each row of the matrix sums to 1, its diagonal is recall.</summary>
    Truth,

    /// <summary>The rows of the predicted class: each column sums to 1, its diagonal is precision.</summary>
    Predicted,

    /// <summary>All rows: the whole matrix sums to 1.</summary>
    All,
}

/// <summary>
/// How often each true class (row) was predicted as each class (column), with the scores that follow from these counts alone
/// (definitions as in scikit-learn 1.9 with the full label list).
/// </summary>
/// <remarks>
/// Counts are exact, so neither the order of the rows nor threads change a score. An instance belongs to one thread at a time.
/// </remarks>
public sealed partial class ConfusionMatrix
{
    /// <summary>The greatest number of classes: beyond it the matrix would take more than 2 GiB.</summary>
    public const int MaximumClasses = ClassLabel.MaximumCount;

    private readonly long[] _counts;                            // [truth, predicted], row by row
    private ClassCounts[]? _byClass;                            // their sums, until another row is added

    /// <summary>An empty matrix.</summary>
    /// <param name="classes">The length of the label list; every class counts in macro averages, also one without a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 class, or more than <see cref="MaximumClasses"/>.</exception>
    public ConfusionMatrix(int classes)
    {
        if (classes < 1) MetricErrors.NoClasses(classes, nameof(classes));
        if (classes > MaximumClasses) MetricErrors.TooManyClasses(classes, MaximumClasses, nameof(classes));
        Classes = classes;
        _counts = new long[classes * classes];
    }

    /// <summary>The number of classes: rows, and columns, of the matrix.</summary>
    public int Classes { get; }

    /// <summary>The number of rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>How many rows of class <paramref name="truth"/> were predicted as <paramref name="predicted"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class is negative or not below <see cref="Classes"/>.</exception>
    public long this[int truth, int predicted]
    {
        get
        {
            CheckClass("truth", truth, nameof(truth));
            CheckClass("prediction", predicted, nameof(predicted));
            return _counts[truth * Classes + predicted];
        }
    }

    /// <summary>The matrix of whole arrays.</summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="classes">The length of the label list.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is negative or not below <paramref name="classes"/>.</exception>
    public static ConfusionMatrix From(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes)
    {
        if (truth.Length != predicted.Length) MetricErrors.Length("predictions", predicted.Length, truth.Length, nameof(predicted));
        var matrix = new ConfusionMatrix(classes);
        for (var i = 0; i < truth.Length; i++) matrix.Add(truth[i], predicted[i]);
        return matrix;
    }

    /// <summary>Counts one row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class is negative or not below <see cref="Classes"/>.</exception>
    public void Add(int truth, int predicted)
    {
        CheckClass("truth", truth, nameof(truth));
        CheckClass("prediction", predicted, nameof(predicted));
        _counts[truth * Classes + predicted]++;
        _byClass = null;
        Rows++;
    }

    /// <summary>
    /// The matrix as shares, <c>[truth, predicted]</c>; a share of nothing (a class without rows) is 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An unknown normalization.</exception>
    public double[,] Normalize(ConfusionNormalization normalization)
    {
        if (!Enum.IsDefined(normalization)) MetricErrors.Unknown(normalization, nameof(normalization));
        var classes = ByClass;
        var result = new double[Classes, Classes];
        for (var t = 0; t < Classes; t++)
        {
            for (var p = 0; p < Classes; p++)
            {
                var whole = normalization switch
                {
                    ConfusionNormalization.Truth => classes[t].Truth,
                    ConfusionNormalization.Predicted => classes[p].Predicted,
                    ConfusionNormalization.All => Rows,
                    _ => 1,
                };
                result[t, p] = whole == 0 ? 0 : (double)_counts[t * Classes + p] / whole;
            }
        }

        return result;
    }

    /// <summary>The matrix of some classes in the order given; rows whose truth or prediction is another class are dropped.</summary>
    /// <param name="classes">Class indices, each at most once.</param>
    /// <exception cref="ArgumentOutOfRangeException">No class is given, or one is negative or not below <see cref="Classes"/>.</exception>
    /// <exception cref="ArgumentException">A class is given twice.</exception>
    public ConfusionMatrix Select(params ReadOnlySpan<int> classes)
    {
        foreach (var c in classes) CheckClass("selection", c, nameof(classes));
        if (new HashSet<int>(classes.ToArray()).Count != classes.Length)
            MetricErrors.ClassTwice(nameof(classes));
        var result = new ConfusionMatrix(classes.Length);
        for (var t = 0; t < classes.Length; t++)
        {
            for (var p = 0; p < classes.Length; p++)
            {
                var count = _counts[classes[t] * Classes + classes[p]];
                result._counts[t * classes.Length + p] = count;
                result.Rows += count;
            }
        }

        return result;
    }

    /// <summary>A copy of the counts, <c>[truth, predicted]</c>.</summary>
    public long[,] ToArray()
    {
        var result = new long[Classes, Classes];
        for (var t = 0; t < Classes; t++)
        {
            for (var p = 0; p < Classes; p++) result[t, p] = _counts[t * Classes + p];
        }

        return result;
    }

    private void CheckClass(string what, int index, string parameter)
    {
        if ((uint)index >= (uint)Classes) MetricErrors.ClassIndex(what, index, Classes, parameter);
    }
}
