namespace Matiz.Learning;

/// <summary>What all classifiers on features share: the checks at the door and the way from probabilities to classes.</summary>
public abstract class FeatureClassifier : IFeatureClassifier
{
    private int[] _classes = [];

    private protected FeatureClassifier()
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Classes => _classes;

    /// <inheritdoc/>
    public int FeatureCount { get; private set; }

    /// <inheritdoc/>
    public void Fit(
        FeatureMatrix features, ReadOnlySpan<int> labels, ReadOnlySpan<double> sampleWeights = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (labels.Length != features.Rows) LearningErrors.Length("labels", labels.Length, features.Rows, nameof(labels));
        if (features.Rows == 0) LearningErrors.NoRows("the training features have");
        features.RequireFinite("the feature");
        var weights = WeightsOf(features, sampleWeights);
        var (classes, columns) = Columns(features, labels);
        Learn(features, new TrainingLabels(classes, columns, weights), cancellation);
        Remember(classes, features.Columns);
    }

    /// <inheritdoc/>
    public virtual int[] Predict(FeatureMatrix features)
    {
        var probabilities = PredictProbabilities(features);
        var result = new int[probabilities.Rows];
        for (int row = 0; row < result.Length; row++) result[row] = _classes[probabilities.ArgMax(row)];
        return result;
    }

    /// <inheritdoc/>
    public ProbabilityMatrix PredictProbabilities(FeatureMatrix features)
    {
        RequireUsable(features);
        var result = new ProbabilityMatrix(features.Rows, _classes.Length);
        if (features.Rows > 0) Probabilities(features, result);
        return result;
    }

    /// <inheritdoc/>
    public void Save(string path)
    {
        if (FeatureCount == 0) throw LearningErrors.NotFitted(GetType().Name);
        using var file = new LearnedFile.Writer(path, GetType().Name);
        file.Add("classes", Array.ConvertAll(_classes, static label => (long)label));
        file.Add("feature_count", [(long)FeatureCount]);
        Write(file);
        file.Commit();
    }

    /// <summary>Learns from rows that were checked; on failure the classifier must stay as it was.</summary>
    private protected abstract void Learn(FeatureMatrix features, TrainingLabels labels, CancellationToken cancellation);

    /// <summary>Fills [rows, classes] for rows that were checked.</summary>
    private protected abstract void Probabilities(FeatureMatrix features, ProbabilityMatrix result);

    /// <summary>Adds what was learned to a file.</summary>
    private protected abstract void Write(LearnedFile.Writer file);

    private protected void RequireUsable(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (FeatureCount == 0) throw LearningErrors.NotFitted(GetType().Name);
        if (features.Columns != FeatureCount) LearningErrors.Columns(features.Columns, FeatureCount, nameof(features));
        features.RequireFinite("the feature");
    }

    private protected void Remember(int[] classes, int featureCount) => (_classes, FeatureCount) = (classes, featureCount);

    /// <summary>Reads back what <see cref="Save"/> wrote of every classifier, and checks it.</summary>
    private protected void Remember(LearnedFile.Reader file)
    {
        var classes = Array.ConvertAll(file.Longs("classes"), static label => checked((int)label));
        long features = file.Longs("feature_count", 1)[0];
        if (classes.Length == 0 || features is < 1 or > int.MaxValue || classes[0] < 0
            || !classes.AsSpan().SequenceEqual([.. classes.Distinct().Order()]))
        {
            throw LearningErrors.File(
                file.Path, $"it names {classes.Length} classes and {features} features",
                "An ascending list of classes and at least one feature");
        }


        Remember(classes, (int)features);
    }

    private static double[] WeightsOf(FeatureMatrix features, ReadOnlySpan<double> given)
    {
        var weights = new double[features.Rows];
        if (given.IsEmpty)
        {
            Array.Fill(weights, 1);
            return weights;
        }

        if (given.Length != features.Rows) LearningErrors.Length("sample weights", given.Length, features.Rows, "sampleWeights");
        given.CopyTo(weights);
        double sum = 0;
        for (int row = 0; row < weights.Length; row++)
        {
            if (!double.IsFinite(weights[row]) || weights[row] < 0)
                LearningErrors.Weight(features.NameOf(row), weights[row], "sampleWeights");
            sum += weights[row];
        }

        if (sum == 0) LearningErrors.NoWeight("sampleWeights");
        return weights;
    }

    private static (int[] Classes, int[] Columns) Columns(FeatureMatrix features, ReadOnlySpan<int> labels)
    {
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] < 0) LearningErrors.NegativeLabel(features.NameOf(row), labels[row]);
        }

        int[] classes = [.. new SortedSet<int>(labels.ToArray())];
        var columns = new int[labels.Length];
        for (int row = 0; row < columns.Length; row++) columns[row] = Array.BinarySearch(classes, labels[row]);
        return (classes, columns);
    }
}

/// <summary>The labels of training rows, checked.</summary>
/// <param name="Classes">The distinct labels, ascending.</param>
/// <param name="Columns">Each row's place in <paramref name="Classes"/>.</param>
/// <param name="Weights">Each row's weight.</param>
internal sealed record TrainingLabels(int[] Classes, int[] Columns, double[] Weights)
{
    /// <summary>The sum of the weights of each class.</summary>
    public double[] ClassTotals()
    {
        var totals = new double[Classes.Length];
        for (int row = 0; row < Columns.Length; row++) totals[Columns[row]] += Weights[row];
        return totals;
    }
}
