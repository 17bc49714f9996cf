namespace Matiz.Learning;

/// <summary>How a fit of <see cref="LogisticRegression"/> ended.</summary>
/// <param name="Converged">False: the limit of iterations came first; the weights are used all the same.</param>
/// <param name="Iterations">Steps taken (reference: <c>n_iter_</c>).</param>
/// <param name="Evaluations">How often the objective was computed: visits of all rows.</param>
/// <param name="Objective">C · Σ wᵢ ℓᵢ + ½‖W‖² at the end (without penalty Σ wᵢ ℓᵢ).</param>
/// <param name="MaxGradient">The greatest element of the gradient of the mean objective at the end.</param>
public sealed record LogisticRegressionResult(bool Converged, int Iterations, int Evaluations, double Objective, double MaxGradient)
{
    /// <summary>What to tell the user when the fit did not converge, else null.</summary>
    public string? Warning => Converged
        ? null
        : $"logistic regression stopped after {Data.Counted.Words(Iterations, "iteration")} with a gradient of " +
          $"{MaxGradient.ToString("G3", System.Globalization.CultureInfo.InvariantCulture)}, before it converged: " +
          "allow more iterations (LogisticRegressionOptions.MaxIterations), or scale the features.";
}
