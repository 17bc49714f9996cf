using Matiz.Data;
using Matiz.Learning;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>
/// Rows whose label is likely wrong, by confident learning (Northcutt, Jiang, Chuang 2021) on probabilities of models that did not learn
/// from those rows: cross-validated ones of logistic regression on frozen features for training rows, a model's own for rows that it was
/// only measured on.
/// </summary>
public sealed class LabelSuspects
{
    private readonly Dictionary<int, int> _suggested;

    private LabelSuspects(LabelQuality quality, ProbabilityMatrix probabilities)
    {
        (Quality, Probabilities) = (quality, probabilities);
        Issues = quality.FindIssues();
        _suggested = Issues.ToDictionary(issue => issue.Row, issue => issue.Suggested);
    }

    /// <summary>The confident joint and the scores behind the suspects.</summary>
    public LabelQuality Quality { get; }

    /// <summary>[rows, classes]: what the suspicion rests on.</summary>
    public ProbabilityMatrix Probabilities { get; }

    /// <summary>How many wrong labels to expect.</summary>
    public int Expected => Quality.ExpectedIssues;

    /// <summary>The suspects, worst first.</summary>
    public IReadOnlyList<LabelIssue> Issues { get; }

    /// <summary>Rows that say almost the same and are labelled differently; null where there are no features.</summary>
    public NearDuplicates? NearDuplicates { get; private init; }

    /// <summary>The share of rows whose most probable class is their label.</summary>
    public double Accuracy { get; private init; }

    /// <summary>What a user should know: rare classes, fits that did not converge.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Judges rows by cross-validated logistic regression on their frozen features.</summary>
    /// <param name="features">
    /// [rows, features] of an encoder that has not seen the labels; the mean of the hidden states serves best.
    /// </param>
    /// <param name="labels">The label of each row.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="options">Folds, seed and settings of the classifier; null: the defaults.</param>
    /// <param name="progress">Told how many folds are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="DataException">There are fewer rows than folds, or the rows outside a fold have one class.</exception>
    public static LabelSuspects Find(
        FeatureMatrix features, ReadOnlySpan<int> labels, ClassLabel classes, LabelSuspectsOptions? options = null,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(classes);
        options ??= new LabelSuspectsOptions();
        if (labels.Length < options.Folds)
        {
            throw new DataException(
                $"{Counted.Words(labels.Length, "row is", "rows are")} too few to judge labels by. "
                + $"At least {options.Folds} were expected, one for "
                + "each part of the cross-validation. Add rows.");
        }

        var judged = CrossValidation.PredictProbabilities(
            () => new LogisticRegression(options.Classifier), features, labels, classes.Count, options.Folds, options.Seed, progress,
            cancellation);
        return new LabelSuspects(new LabelQuality(labels, judged.Probabilities), judged.Probabilities)
        {
            NearDuplicates = Learning.NearDuplicates.WithDifferentLabels(
                features, labels, options.LeastSimilarity, cancellation: cancellation),
            Accuracy = judged.Accuracy(labels),
            Warnings = [.. judged.Warnings.Select(warning => Named(warning, classes))],
        };
    }

    /// <summary>Judges rows by the scores that a model gave them; the model must not have learned from them.</summary>
    /// <param name="rows">Predicted rows, each with one label.</param>
    /// <param name="classes">The classes.</param>
    /// <exception cref="DataException">There is no row.</exception>
    public static LabelSuspects Find(IReadOnlyList<PredictionRecord> rows, ClassLabel classes)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(classes);
        var probabilities = ProbabilityMatrix.From([.. rows.SelectMany(row => row.Scores)], classes.Count);
        int[] labels = [.. rows.Select(row => row.Label.Index)];
        return new LabelSuspects(new LabelQuality(labels, probabilities), probabilities)
        {
            Accuracy = 1 - ((double)rows.Count(row => row.IsWrong) / rows.Count),
        };
    }

    /// <summary>The label that a suspect should perhaps have; null for a row that is none.</summary>
    public int? SuggestedFor(int row) => _suggested.TryGetValue(row, out int suggested) ? suggested : null;

    // Cross-validation knows classes by their numbers.
    private static string Named(string warning, ClassLabel classes)
    {
        const string prefix = "class ";
        if (!warning.StartsWith(prefix, StringComparison.Ordinal)) return warning;
        int end = warning.IndexOf(' ', prefix.Length);
        return int.TryParse(warning.AsSpan(prefix.Length, end - prefix.Length), out int label) && label < classes.Count
            ? $"{prefix}'{classes.NameOf(label)}'{warning[end..]}"
            : warning;
    }
}

/// <summary>How <see cref="LabelSuspects"/> judges training rows.</summary>
public sealed record LabelSuspectsOptions
{
    /// <summary>Folds of the cross-validation. Default 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2.</exception>
    public int Folds
    {
        get;
        init { ArgumentOutOfRangeException.ThrowIfLessThan(value, 2, nameof(Folds)); field = value; }
    } = 5;

    /// <summary>What cuts the folds. Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>The classifier's settings. Default: those of scikit-learn, with iterations to spare.</summary>
    public LogisticRegressionOptions Classifier { get; init; } = new() { MaxIterations = 1000 };

    /// <summary>The cosine from which two rows count as almost the same. Default 0.95.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above -1 and at most 1.</exception>
    public double LeastSimilarity
    {
        get;
        init => field = value is > -1 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LeastSimilarity), value, "a cosine above -1 and at most 1 was expected.");
    } = 0.95;
}
