using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// Logistic regression with an L2 penalty: minimises C · Σ wᵢ ℓᵢ + ½‖W‖², where ℓ is the cross entropy of the softmax over one linear
/// output a class, or of the sigmoid of a single output when there are two classes; intercepts are not penalised. The objective, the
/// defaults and the optimum are those of scikit-learn's <c>LogisticRegression</c>.
/// </summary>
/// <remarks>
/// Features are singles, sums are doubles. The optimizer is L-BFGS (10 pairs, a line search for the strong Wolfe conditions) in
/// coordinates in which the Gram matrix of the features is the unit matrix: encoder features are so badly conditioned that the plain
/// method needs hundreds of iterations where this one needs tens. The stopping rule is that of the reference plus a second one, so that
/// a fit that converged lies at least as close to the optimum. Results have the same bits for any number of threads.
/// </remarks>
public sealed partial class LogisticRegression : FeatureClassifier
{
    private double[] _coefficients = [];                        // [outputs, features]
    private double[] _intercepts = [];                          // [outputs]

    /// <summary>A classifier that is not fitted yet.</summary>
    /// <param name="options">Settings; null: the defaults.</param>
    public LogisticRegression(LogisticRegressionOptions? options = null) => Options = options ?? new LogisticRegressionOptions();

    /// <summary>The settings of the next fit.</summary>
    public LogisticRegressionOptions Options { get; }

    /// <summary>How the last fit ended; null before one and after loading.</summary>
    public LogisticRegressionResult? Result { get; private set; }

    /// <summary>Linear outputs: one a class, or a single one, of the greater class, when there are two.</summary>
    public int Outputs => _intercepts.Length;

    /// <summary>The weights, [outputs, features], row-major (reference: <c>coef_</c>).</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>
    /// The intercepts, [outputs] (reference: <c>intercept_</c>); zeros without <see cref="LogisticRegressionOptions.FitIntercept"/>.
    /// </summary>
    public ReadOnlySpan<double> Intercepts => _intercepts;

    private protected override void Learn(FeatureMatrix features, TrainingLabels labels, CancellationToken cancellation)
    {
        if (labels.Classes.Length == 1) LearningErrors.OneClass(labels.Classes[0], features.Rows);
        var kernel = RowKernel.Default;
        var objective = new LogisticObjective(kernel, features, labels, Options, cancellation);
        var weights = new AlignedArray<double>(objective.Length);
        if (Options.WarmStart && Classes.Count == labels.Classes.Length && FeatureCount == features.Columns) Place(objective, weights.Span);

        var preconditioner = Preconditioner.Create(kernel, features, labels, objective, cancellation);
        var ended = new LimitedMemoryBfgs(kernel, objective, preconditioner, Options.MaxIterations, Options.Tolerance).Minimize(weights);
        Take(objective, weights.Span, features.Columns);
        Result = new LogisticRegressionResult(
            ended.Converged, ended.Iterations, objective.Evaluations, ended.Value * objective.Scale, ended.MaxGradient);
    }

    private protected override void Probabilities(FeatureMatrix features, ProbabilityMatrix result) =>
        LogisticPrediction.Run(RowKernel.Default, features, _coefficients, _intercepts, Options.Threads, result);

    // Softmax does not change when all classes move together, but the penalty does: begin at the mean.
    private void Place(LogisticObjective objective, Span<double> weights)
    {
        int columns = FeatureCount;
        for (int k = 0; k < Outputs; k++)
        {
            var row = weights.Slice(k * objective.Stride, objective.Stride);
            _coefficients.AsSpan(k * columns, columns).CopyTo(row);
            if (Options.FitIntercept) row[columns] = _intercepts[k];
        }

        if (Outputs == 1) return;
        for (int j = 0; j <= columns; j++)
        {
            double mean = 0;
            for (int k = 0; k < Outputs; k++) mean += weights[(k * objective.Stride) + j] / Outputs;
            for (int k = 0; k < Outputs; k++) weights[(k * objective.Stride) + j] -= mean;
        }
    }

    private void Take(LogisticObjective objective, ReadOnlySpan<double> weights, int columns)
    {
        var coefficients = new double[objective.Outputs * columns];
        var intercepts = new double[objective.Outputs];
        for (int k = 0; k < intercepts.Length; k++)
        {
            var row = weights.Slice(k * objective.Stride, objective.Stride);
            row[..columns].CopyTo(coefficients.AsSpan(k * columns));
            intercepts[k] = Options.FitIntercept ? row[columns] : 0;
        }

        (_coefficients, _intercepts) = (coefficients, intercepts);
    }
}
