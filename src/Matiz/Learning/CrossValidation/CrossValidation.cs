namespace Matiz.Learning;

/// <summary>
/// Cross-validated probabilities: each row is judged by a classifier that never saw it (reference: scikit-learn's
/// <c>cross_val_predict(method="predict_proba")</c>).
/// </summary>
/// <param name="Probabilities">[rows, classes of the label list], each row from the classifier that was fitted without its fold.</param>
/// <param name="Folds">The fold of each row.</param>
/// <param name="Warnings">What a user should know: classes with fewer rows than folds, fits that did not converge.</param>
public sealed record CrossValidation(ProbabilityMatrix Probabilities, int[] Folds, IReadOnlyList<string> Warnings)
{
    /// <summary>Fits a new classifier for each fold on the other folds, and lets it judge the fold.</summary>
    /// <param name="create">Makes a classifier that is not fitted.</param>
    /// <param name="features">[rows, features]</param>
    /// <param name="labels">A class index for each row.</param>
    /// <param name="classCount">The length of the label list.</param>
    /// <param name="folds">Folds. Default 5.</param>
    /// <param name="seed">What cuts the folds.</param>
    /// <param name="progress">Told how many folds are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="Data.DataException">
    /// There are fewer rows than folds, a label is out of range, a feature is NaN or infinite, or the rows outside a fold have one class.
    /// </exception>
    public static CrossValidation PredictProbabilities(
        Func<IFeatureClassifier> create, FeatureMatrix features, ReadOnlySpan<int> labels, int classCount, int folds = 5, long seed = 42,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(features);
        if (labels.Length != features.Rows) LearningErrors.Length("labels", labels.Length, features.Rows, nameof(labels));
        for (int row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classCount) LearningErrors.LabelRange(row, labels[row], classCount);
        }

        features.RequireFinite("the feature");                  // here the row has its own number
        var foldOf = StratifiedFolds.Create(labels, folds, seed);
        var warnings = RareClasses(labels, classCount, folds);
        var result = new ProbabilityMatrix(features.Rows, classCount);
        for (int fold = 0; fold < folds; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] kept = Rows(foldOf, other => other != fold), left = Rows(foldOf, own => own == fold);
            var keptLabels = new int[kept.Length];
            for (int i = 0; i < kept.Length; i++) keptLabels[i] = labels[kept[i]];

            var classifier = create();
            classifier.Fit(features.Select(kept), keptLabels, cancellation: cancellation);
            if (classifier is LogisticRegression { Result.Warning: { } warning }) warnings.Add($"fold {fold + 1}: {warning}");
            var judged = classifier.PredictProbabilities(features.Select(left), classCount);
            for (int i = 0; i < left.Length; i++) judged[i].CopyTo(result[left[i]]);
            progress?.Report(fold + 1);
        }

        return new CrossValidation(result, foldOf, warnings);
    }

    /// <summary>The share of rows whose most probable class is their label.</summary>
    public double Accuracy(ReadOnlySpan<int> labels)
    {
        if (labels.Length != Probabilities.Rows) LearningErrors.Length("labels", labels.Length, Probabilities.Rows, nameof(labels));
        int right = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            if (Probabilities.ArgMax(row) == labels[row]) right++;
        }

        return (double)right / labels.Length;
    }

    private static int[] Rows(int[] foldOf, Func<int, bool> wanted) =>
        [.. Enumerable.Range(0, foldOf.Length).Where(row => wanted(foldOf[row]))];

    private static List<string> RareClasses(ReadOnlySpan<int> labels, int classCount, int folds)
    {
        var counts = new int[classCount];
        foreach (int label in labels) counts[label]++;
        var warnings = new List<string>();
        for (int label = 0; label < classCount; label++)
        {
            if (counts[label] == 1) warnings.Add($"class {label} has a single row: the classifier that judges it never saw that class.");
            else if (counts[label] > 0 && counts[label] < folds)
                warnings.Add($"class {label} has {counts[label]} rows, fewer than the {folds} folds.");
        }

        return warnings;
    }
}
