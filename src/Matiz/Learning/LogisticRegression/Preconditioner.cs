using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// Coordinates u in which the objective is nearly round. The Hessian of the loss at the class shares π, πₖ(1 − πₖ) · XᵀX / n for output
/// k (Böhning 1992 bounds it so), is taken as M = L·Lᵀ per output: u = Lᵀ·w, and the gradient there is L⁻¹·g.
/// </summary>
internal abstract class Preconditioner
{
    // The Gram matrix costs rows · features², its factor features³ / 3; above this the diagonal has to do.
    private const int MaxGramColumns = 2048;

    public static Preconditioner Create(
        RowKernel kernel, FeatureMatrix features, TrainingLabels labels, LogisticObjective objective, CancellationToken cancellation)
    {
        var curvatures = Curvatures(labels, objective);
        return features.Columns <= MaxGramColumns
            ? new GramPreconditioner(kernel, features, objective, curvatures, cancellation)
            : new DiagonalPreconditioner(features, objective, curvatures);
    }

    /// <summary>gradient := L⁻¹ · gradient, [outputs, stride]</summary>
    public abstract void ScaleGradient(AlignedArray<double> gradient);

    /// <summary>direction := L⁻ᵀ · direction, from u back to weights, [outputs, stride]</summary>
    public abstract void UnscaleDirection(AlignedArray<double> direction);

    /// <summary>
    /// What stands on the diagonal beside the Gram matrix: the penalty over the curvature. Without one, features that depend on each
    /// other leave directions in which only rounding speaks; a hundredth of the mean diagonal keeps steps out of them, so that such
    /// features share their weights, as they do in the reference, instead of growing against each other.
    /// </summary>
    protected static double Ridge(double meanDiagonal, double penalty) =>
        (penalty > 1e-10 * meanDiagonal ? penalty : 0.01 * meanDiagonal) + 1e-300;

    private static double[] Curvatures(TrainingLabels labels, LogisticObjective objective)
    {
        var shares = new double[labels.Classes.Length];
        for (int row = 0; row < labels.Columns.Length; row++) shares[labels.Columns[row]] += objective.Weights[row];
        var all = Array.ConvertAll(shares, static share => Math.Max(share * (1 - share), 1e-6));
        return objective.Outputs == 1 ? [all[1]] : all;
    }
}

/// <summary>The variance of each feature alone.</summary>
internal sealed class DiagonalPreconditioner : Preconditioner
{
    private readonly double[] _inverse;                         // [outputs, stride]

    public DiagonalPreconditioner(FeatureMatrix features, LogisticObjective objective, double[] curvatures)
    {
        var squares = new double[objective.Stride];
        for (int row = 0; row < features.Rows; row++)
        {
            var x = features[row];
            double weight = objective.Weights[row];
            for (int j = 0; j < x.Length; j++) squares[j] += weight * x[j] * x[j];
        }

        squares[features.Columns] = objective.One;
        double mean = squares.Sum() / squares.Length;
        _inverse = new double[objective.Length];
        for (int k = 0; k < objective.Outputs; k++)
        {
            for (int j = 0; j <= features.Columns; j++)
            {
                double ridge = j < features.Columns ? Ridge(mean, objective.Lambda / curvatures[k]) : 1e-10 * mean;
                _inverse[(k * objective.Stride) + j] = 1 / Math.Sqrt(curvatures[k] * (squares[j] + ridge));
            }
        }
    }

    public override void ScaleGradient(AlignedArray<double> gradient) => Scale(gradient.Span);

    public override void UnscaleDirection(AlignedArray<double> direction) => Scale(direction.Span);

    private void Scale(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] *= _inverse[i];
    }
}
