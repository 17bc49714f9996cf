namespace Matiz.Learning;

/// <summary>A classifier that learns from feature vectors alone: the second half of the feature route.</summary>
/// <remarks>
/// Labels are class indices from 0. A class that no training row has is unknown to the classifier: <see cref="Classes"/> says which
/// ones the columns of <see cref="PredictProbabilities(FeatureMatrix)"/> stand for, and
/// <see cref="PredictProbabilities(FeatureMatrix, int)"/> gives the columns of a whole label list. Several threads may predict at the same
/// time, not fit.
/// </remarks>
public abstract partial class FeatureClassifier
{
    private int[] _classes = [];

    private protected FeatureClassifier()
    {
    }

    /// <summary>The classes of the training rows, ascending; empty before fitting.</summary>
    public IReadOnlyList<int> Classes => _classes;

    /// <summary>Features of each row; 0 before fitting.</summary>
    public int FeatureCount { get; private set; }

    /// <summary>Learns from rows.</summary>
    /// <param name="features">[rows, features]</param>
    /// <param name="labels">A class index for each row.</param>
    /// <param name="sampleWeights">How much each row counts, 0 or more; empty: 1 each.</param>
    /// <param name="cancellation">Stops the work; the classifier is as it was then.</param>
    /// <exception cref="Data.DataException">There is no row, a feature is NaN or infinite, or a label is negative.</exception>
    /// <exception cref="ArgumentException">Labels or weights are not as many as the rows, or a weight is negative or not
    /// finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
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

    /// <summary>The most probable class of each row, as a class index.</summary>
    /// <exception cref="InvalidOperationException">Not fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another number of features than those of fitting.</exception>
    /// <exception cref="Data.DataException">A feature is NaN or infinite.</exception>
    public virtual int[] Predict(FeatureMatrix features)
    {
        var probabilities = PredictProbabilities(features);
        var result = new int[probabilities.Rows];
        for (int row = 0; row < result.Length; row++) result[row] = _classes[probabilities.ArgMax(row)];
        return result;
    }

    /// <summary>The probability of each of <see cref="Classes"/> for each row.</summary>
    /// <returns>[rows, classes of training]</returns>
    /// <exception cref="InvalidOperationException">Not fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another number of features than those of fitting.</exception>
    /// <exception cref="Data.DataException">A feature is NaN or infinite.</exception>
    public ProbabilityMatrix PredictProbabilities(FeatureMatrix features)
    {
        RequireUsable(features);
        var result = new ProbabilityMatrix(features.Rows, _classes.Length);
        if (features.Rows > 0) Probabilities(features, result);
        return result;
    }

    /// <summary>The probabilities of a whole label list: a class that no training row had gets 0.</summary>
    /// <param name="features">[rows, features]</param>
    /// <param name="classCount">The length of the label list.</param>
    /// <returns>[rows, classCount]</returns>
    /// <exception cref="ArgumentOutOfRangeException">The classifier knows a class that is not below
    /// <paramref name="classCount"/>.</exception>
    public ProbabilityMatrix PredictProbabilities(FeatureMatrix features, int classCount)
    {
        var known = PredictProbabilities(features);
        if (_classes[^1] >= classCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(classCount), classCount,
                $"the classifier knows class {_classes[^1]}, the label list has {classCount}: do they belong together?");
        }

        if (known.Classes == classCount) return known;
        var result = new ProbabilityMatrix(known.Rows, classCount);
        for (int row = 0; row < known.Rows; row++)
        {
            for (int column = 0; column < known.Classes; column++) result[row][_classes[column]] = known[row][column];
        }

        return result;
    }

    /// <summary>The share of rows that are predicted right (reference: <c>score</c>).</summary>
    /// <exception cref="Data.DataException">There is no row.</exception>
    public double Accuracy(FeatureMatrix features, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (labels.Length != features.Rows) LearningErrors.Length("labels", labels.Length, features.Rows, nameof(labels));
        if (features.Rows == 0) LearningErrors.NoRows("the features have");
        var predicted = Predict(features);
        int right = 0;
        for (int row = 0; row < predicted.Length; row++)
        {
            if (predicted[row] == labels[row]) right++;
        }

        return (double)right / predicted.Length;
    }

    /// <summary>Writes the fitted classifier to a safetensors file; <see cref="LoadAny"/> reads it.</summary>
    /// <exception cref="InvalidOperationException">Not fitted.</exception>
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
