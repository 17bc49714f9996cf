using Matiz.Data;
using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// A classifier that never looks at the features: what any real one has to beat (reference: scikit-learn's <c>DummyClassifier</c>).
/// </summary>
/// <remarks>
/// Random strategies draw by the seed and the number of the row, so the same rows get the same answers each time. Equally frequent
/// classes: the smallest index wins.
/// </remarks>
public sealed class DummyClassifier : FeatureClassifier
{
    private double[] _shares = [];

    /// <summary>A classifier that is not fitted yet.</summary>
    /// <param name="strategy">How it answers. Default <see cref="DummyStrategy.Prior"/>.</param>
    /// <param name="constant">The class of <see cref="DummyStrategy.Constant"/>; a training row must have it.</param>
    /// <param name="seed">What draws. Default 42.</param>
    /// <exception cref="ArgumentException">A constant is missing, or given to a strategy that has none.</exception>
    public DummyClassifier(DummyStrategy strategy = DummyStrategy.Prior, int? constant = null, long seed = 42)
    {
        if (!Enum.IsDefined(strategy)) throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "unknown strategy.");
        if (strategy == DummyStrategy.Constant != constant.HasValue)
        {
            throw new ArgumentException(
                $"found {(constant.HasValue ? "a constant" : "no constant")} with the strategy {strategy}, "
                + "expected one with Constant alone.",
                nameof(constant));
        }

        (Strategy, Constant, Seed) = (strategy, constant, seed);
    }

    /// <summary>How it answers.</summary>
    public DummyStrategy Strategy { get; }

    /// <summary>The class of <see cref="DummyStrategy.Constant"/>, else null.</summary>
    public int? Constant { get; }

    /// <summary>What draws.</summary>
    public long Seed { get; }

    /// <summary>
    /// The share of each of <see cref="FeatureClassifier.Classes"/> in the training rows, by weight (reference: <c>class_prior_</c>).
    /// </summary>
    public ReadOnlySpan<double> Shares => _shares;

    /// <inheritdoc/>
    public override int[] Predict(FeatureMatrix features)
    {
        if (Strategy != DummyStrategy.Uniform) return base.Predict(features);
        RequireUsable(features);
        var result = new int[features.Rows];
        for (int row = 0; row < result.Length; row++) result[row] = Classes[new SeededRandom(Seed, row).Next(Classes.Count)];
        return result;
    }

    internal static DummyClassifier Read(LearnedFile.Reader file)
    {
        var settings = file.Longs("settings", 3);               // strategy, constant or -1, seed
        if (!Enum.IsDefined((DummyStrategy)settings[0]))
            throw LearningErrors.File(file.Path, $"its strategy is {settings[0]}", "A number from 0 to 4");
        var strategy = (DummyStrategy)settings[0];
        var result = new DummyClassifier(strategy, strategy == DummyStrategy.Constant ? checked((int)settings[1]) : null, settings[2]);
        result.Remember(file);
        result._shares = file.FiniteDoubles("shares", result.Classes.Count);
        if (result.Constant is { } constant && !result.Classes.Contains(constant))
            throw LearningErrors.File(file.Path, $"its constant is {constant}", "One of its classes");
        return result;
    }

    private protected override void Learn(FeatureMatrix features, TrainingLabels labels, CancellationToken cancellation)
    {
        if (Constant is { } constant && Array.BinarySearch(labels.Classes, constant) < 0)
        {
            throw new DataException(
                $"no training row has the class {constant}, which the dummy is to answer. "
                + "One was expected. Choose a class of the training rows.");
        }

        var totals = labels.ClassTotals();
        double sum = totals.Sum();
        _shares = Array.ConvertAll(totals, total => total / sum);
    }

    private protected override void Probabilities(FeatureMatrix features, ProbabilityMatrix result)
    {
        int chosen = Constant is { } constant ? Classes.ToList().IndexOf(constant) : Array.IndexOf(_shares, _shares.Max());
        for (int row = 0; row < result.Rows; row++)
        {
            var probabilities = result[row];
            switch (Strategy)
            {
                case DummyStrategy.Prior:
                    _shares.CopyTo(probabilities);
                    break;
                case DummyStrategy.Uniform:
                    probabilities.Fill(1.0 / probabilities.Length);
                    break;
                case DummyStrategy.Stratified:
                    probabilities[Draw(new SeededRandom(Seed, row).NextDouble())] = 1;
                    break;
                default:
                    probabilities[chosen] = 1;
                    break;
            }
        }
    }

    private protected override void Write(LearnedFile.Writer file)
    {
        file.Add("settings", [(long)Strategy, Constant ?? -1, Seed]);
        file.Add("shares", _shares);
    }

    private int Draw(double number)
    {
        double sum = 0;
        for (int column = 0; column < _shares.Length; column++)
        {
            if (number < (sum += _shares[column])) return column;
        }

        return Array.FindLastIndex(_shares, static share => share > 0);
    }
}
