using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>Where the optimizer stopped.</summary>
/// <param name="Value">The mean objective.</param>
/// <param name="MaxGradient">The greatest element of its gradient.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Converged">False: the limit of iterations came first.</param>
internal sealed record MinimizerResult(double Value, double MaxGradient, int Iterations, bool Converged);

/// <summary>
/// L-BFGS with 10 pairs (Liu and Nocedal 1989; Nocedal and Wright: Numerical optimization, algorithm 7.4) in the coordinates of a
/// preconditioner. Directions, steps and pairs live there; the point and the stopping rule in the weights themselves.
/// </summary>
/// <remarks>
/// It stops as the reference does, when max |gradient| ≤ tolerance or a step lowers f by no more than 64 roundings; to the first it adds
/// that the model of the next step promises a decrease of at most tolerance / 100,000, for a small gradient says little where curvature is
/// small. At the limit of iterations the first is enough, and without a penalty, where the optimum may lie at infinity. When
/// no lower point can be found, neither along the direction nor along the gradient, rounding is the limit: converged as well.
/// </remarks>
internal sealed unsafe class LimitedMemoryBfgs(
    RowKernel kernel, LogisticObjective objective, Preconditioner preconditioner, int maxIterations, double tolerance)
{
    private const int Memory = 10;
    private const double LeastRelativeDecrease = 64 * 2.220446049250313e-16;
    private const double GapShare = 1e-5;
    private readonly int _length = objective.Length;
    private readonly List<Pair> _pairs = new(Memory);

    /// <summary>Minimises from <paramref name="point"/>, which becomes the best point.</summary>
    public MinimizerResult Minimize(AlignedArray<double> point)
    {
        var gradient = New();                                   // in the weights
        var nextGradient = New();
        var scaled = New();                                     // the gradient in u
        var nextScaled = New();
        var step = New();                                       // the direction in u
        var direction = New();                                  // the same in the weights
        var next = New();
        double value = objective.Evaluate(point, gradient);
        Scale(gradient, scaled);

        for (int iteration = 0; ; iteration++)
        {
            double slope = Direction(scaled, step);
            double max = Max(gradient);
            if (max <= tolerance && (objective.Lambda == 0 || -0.5 * slope <= GapShare * tolerance))
                return new(value, max, iteration, Converged: true);
            if (iteration == maxIterations) return new(value, max, iteration, Converged: max <= tolerance);

            step.Span.CopyTo(direction.Span);
            preconditioner.UnscaleDirection(direction);
            Centre(direction);
            var search = new WolfeLineSearch(alpha =>
            {
                point.Span.CopyTo(next.Span);
                kernel.AddScaled(alpha, direction.Pointer, _length, next.Pointer);
                double f = objective.Evaluate(next, nextGradient);
                return (f, kernel.Dot(nextGradient.Pointer, direction.Pointer, _length));
            });
            if (search.Find(value, slope) is not { } found)
            {
                if (_pairs.Count == 0) return new(value, max, iteration, Converged: true);
                _pairs.Clear();
                iteration--;
                continue;
            }

            Scale(nextGradient, nextScaled);
            Remember(step, found.Alpha, scaled, nextScaled);
            double decrease = (value - found.Value) / Math.Max(1, Math.Max(Math.Abs(value), Math.Abs(found.Value)));
            value = found.Value;
            next.Span.CopyTo(point.Span);
            (gradient, nextGradient) = (nextGradient, gradient);
            (scaled, nextScaled) = (nextScaled, scaled);
            if (decrease <= LeastRelativeDecrease) return new(value, Max(gradient), iteration + 1, Converged: true);
        }
    }

    // step = −H·gradient by two loops over the pairs; gives gradient·step, which is negative.
    private double Direction(AlignedArray<double> gradient, AlignedArray<double> step)
    {
        gradient.Span.CopyTo(step.Span);
        double* q = step.Pointer;
        Span<double> alphas = stackalloc double[Memory];
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            var pair = _pairs[i];
            alphas[i] = kernel.Dot(pair.S.Pointer, q, _length) / pair.Curvature;
            kernel.AddScaled(-alphas[i], pair.Y.Pointer, _length, q);
        }

        double first = _pairs.Count == 0 ? 1 : _pairs[^1].Curvature / _pairs[^1].SquareOfY;
        foreach (ref double value in step.Span) value *= first;
        for (int i = 0; i < _pairs.Count; i++)
        {
            var pair = _pairs[i];
            double beta = kernel.Dot(pair.Y.Pointer, q, _length) / pair.Curvature;
            kernel.AddScaled(alphas[i] - beta, pair.S.Pointer, _length, q);
        }

        foreach (ref double value in step.Span) value = -value;
        return kernel.Dot(gradient.Pointer, q, _length);
    }

    // s = α·step, y = change of the gradient; a pair without positive curvature would spoil H and is left out.
    private void Remember(AlignedArray<double> step, double alpha, AlignedArray<double> before, AlignedArray<double> after)
    {
        var pair = _pairs.Count == Memory ? _pairs[0] : new Pair(New(), New());
        var s = pair.S.Span;
        var y = pair.Y.Span;
        for (int i = 0; i < s.Length; i++)
        {
            s[i] = alpha * step.Span[i];
            y[i] = after.Span[i] - before.Span[i];
        }

        pair.Curvature = kernel.Dot(pair.S.Pointer, pair.Y.Pointer, _length);
        pair.SquareOfY = kernel.Dot(pair.Y.Pointer, pair.Y.Pointer, _length);
        if (_pairs.Count == Memory) _pairs.RemoveAt(0);
        if (pair.Curvature > 2.2e-16 * pair.SquareOfY) _pairs.Add(pair);
    }

    // Softmax does not change when the outputs move together. Gradients have no part in that direction, so products with them stay as
    // they are; steps must have none either, or weights without penalty would wander off.
    private void Centre(AlignedArray<double> direction)
    {
        int outputs = objective.Outputs, stride = objective.Stride;
        if (outputs == 1) return;
        var mean = new double[stride];
        for (int i = 0; i < direction.Length; i++) mean[i % stride] += direction.Span[i] / outputs;
        for (int i = 0; i < direction.Length; i++) direction.Span[i] -= mean[i % stride];
    }

    private void Scale(AlignedArray<double> gradient, AlignedArray<double> scaled)
    {
        gradient.Span.CopyTo(scaled.Span);
        preconditioner.ScaleGradient(scaled);
    }

    private static double Max(AlignedArray<double> gradient)
    {
        double max = 0;
        foreach (double value in gradient.Span) max = Math.Max(max, Math.Abs(value));
        return max;
    }

    private AlignedArray<double> New() => new(_length);

    private sealed class Pair(AlignedArray<double> s, AlignedArray<double> y)
    {
        public AlignedArray<double> S { get; } = s;

        public AlignedArray<double> Y { get; } = y;

        public double Curvature { get; set; }                   // s·y

        public double SquareOfY { get; set; }                   // y·y
    }
}
