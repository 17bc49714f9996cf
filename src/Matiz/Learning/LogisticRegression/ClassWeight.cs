namespace Matiz.Learning;

/// <summary>How much the rows of each class count, on top of their sample weights (reference: <c>class_weight</c>).</summary>
public sealed class ClassWeight
{
    private readonly Dictionary<int, double>? _given;

    private ClassWeight(Dictionary<int, double>? given = null) => _given = given;

    /// <summary>Every class counts by its rows.</summary>
    public static ClassWeight None { get; } = new();

    /// <summary>Every class counts the same: total weight / (classes · weight of the class).</summary>
    public static ClassWeight Balanced { get; } = new();

    /// <summary>A weight for each class index; a class that is not named has 1.</summary>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    public static ClassWeight Given(IReadOnlyDictionary<int, double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var (label, weight) in weights)
        {
            if (!double.IsFinite(weight) || weight < 0) LearningErrors.Weight($"class {label}", weight, nameof(weights));
        }

        return new ClassWeight(new Dictionary<int, double>(weights));
    }

    /// <summary>The weight of each row: sample weight · class weight.</summary>
    internal double[] Apply(TrainingLabels labels)
    {
        if (ReferenceEquals(this, None)) return labels.Weights;
        double[] byClass;
        if (_given is null)
        {
            var totals = labels.ClassTotals();
            double sum = totals.Sum();
            byClass = Array.ConvertAll(totals, total => total > 0 ? sum / (totals.Length * total) : 0);
        }
        else
        {
            byClass = Array.ConvertAll(labels.Classes, label => _given.GetValueOrDefault(label, 1));
        }

        var result = new double[labels.Weights.Length];
        double all = 0;
        for (int row = 0; row < result.Length; row++) all += result[row] = labels.Weights[row] * byClass[labels.Columns[row]];
        if (all == 0) LearningErrors.NoWeight("ClassWeight");
        return result;
    }
}
