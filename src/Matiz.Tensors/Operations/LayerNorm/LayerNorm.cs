using Matiz.Tensors.Operations.LayerNorm;
using Matiz.Tensors.Random;

namespace Matiz.Tensors;

/// <summary>Layer normalization (Ba, Kiros, Hinton 2016).</summary>
public static class LayerNormOperation
{
    // Without dropout nobody asks which token a row is.
    private static readonly RaggedLayout NoTokens = new([0]);

    /// <summary>Each row minus its mean, divided by its standard deviation, scaled and shifted.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="norm">Scale, shift, epsilon.</param>
    /// <returns>[rows, columns]</returns>
    public static Tensor LayerNorm(this Tape tape, Tensor x, NormWeights norm) =>
        Normalize(tape, x, residual: null, norm, dropout: 0, NoTokens);

    /// <summary>The end of a transformer's half layer: normalize(residual + drop(x)).</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, columns], the output of the sub-layer.</param>
    /// <param name="residual">[rows, columns], its input.</param>
    /// <param name="norm">Scale, shift, epsilon.</param>
    /// <param name="dropout">The rate at which elements of x are dropped in training.</param>
    /// <param name="layout">Which row and token each matrix row is: keys the dropout.</param>
    /// <returns>[rows, columns]</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor AddLayerNorm(this Tape tape, Tensor x, Tensor residual, NormWeights norm, float dropout, RaggedLayout layout)
    {
        CheckResidual(x, residual, layout);
        return Normalize(tape, x, residual, norm, dropout, layout);
    }

    /// <summary>
    /// The beginning of a half layer that normalizes first, after the end of the one before: s = residual + drop(x), and normalize(s).
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, columns], the output of the sub-layer before.</param>
    /// <param name="residual">[rows, columns], what it is added to.</param>
    /// <param name="norm">Scale, shift, epsilon.</param>
    /// <param name="dropout">The rate at which elements of x are dropped in training.</param>
    /// <param name="layout">Which row and token each matrix row is: keys the dropout.</param>
    /// <returns>s, which the next half layer is added to, and what it reads; both [rows, columns].</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    // s = r + x∘M, y = LN(s)   ⇒   dS = (what comes from its other readers) + LN'(dY),  dR = dS,  dX = dS∘M
    public static (Tensor Sum, Tensor Normalized) AddThenLayerNorm(
        this Tape tape, Tensor x, Tensor residual, NormWeights norm, float dropout, RaggedLayout layout)
    {
        CheckResidual(x, residual, layout);
        CheckWidth(x, norm);
        var key = tape.NextDropout(dropout);
        bool sumNeedsGradient = tape.IsTraining && (x.RequiresGradient || residual.RequiresGradient);
        bool needsGradient = sumNeedsGradient || (tape.IsTraining && norm.HasTrainable);
        Tensor sum = tape.NewTensor(x.Rows, x.Columns), y = tape.NewTensor(x.Rows, x.Columns);
        var statistics = needsGradient ? tape.NewTensor(x.Rows, 2) : null;
        tape.WantQuantized(y);
        tape.Kernels.LayerNorm.Forward(x, residual, key, layout, norm, sum, statistics, y);
        if (sumNeedsGradient) RecordSum(tape, x, residual, key, layout, sum);
        if (needsGradient) RecordNorm(tape, sum, layout, norm, statistics!, y);
        return (sum, y);
    }

    // s = r + x∘M. A method of its own, as the next two are: what it captures would be allocated in inference too.
    private static void RecordSum(Tape tape, Tensor x, Tensor residual, DropoutKey key, RaggedLayout layout, Tensor sum) =>
        tape.Record(sum, requiresGradient: true, dSum =>
        {
            var kernels = tape.Kernels;
            if (GradientTarget.ForInput(tape, residual) is { Tensor: { } dResidual, Accumulate: var addsToResidual })
                kernels.Dropout.Apply(dSum, default, layout, addsToResidual, dResidual);
            if (GradientTarget.ForInput(tape, x) is { Tensor: { } dX, Accumulate: var addsToX })
                kernels.Dropout.Apply(dSum, key, layout, addsToX, dX);
        });

    // y = LN(s)
    private static void RecordNorm(Tape tape, Tensor sum, RaggedLayout layout, NormWeights norm, Tensor statistics, Tensor y) =>
        tape.Record(y, requiresGradient: true, dY =>
        {
            MarkGradients(norm);
            var dSum = GradientTarget.ForInput(tape, sum);
            tape.Kernels.LayerNorm.Backward(dY, sum, statistics, default, layout, norm, dSum, dX: default);
        });

    private static Tensor Normalize(Tape tape, Tensor x, Tensor? residual, NormWeights norm, float dropout, RaggedLayout layout)
    {
        CheckWidth(x, norm);
        var key = tape.NextDropout(dropout);
        bool needsGradient = tape.IsTraining && (x.RequiresGradient || residual is { RequiresGradient: true } || norm.HasTrainable);
        var y = tape.NewTensor(x.Rows, x.Columns);
        var sum = needsGradient ? tape.NewTensor(x.Rows, x.Columns) : null;
        var statistics = needsGradient ? tape.NewTensor(x.Rows, 2) : null;
        tape.WantQuantized(y);
        tape.Kernels.LayerNorm.Forward(x, residual, key, layout, norm, sum, statistics, y);
        if (needsGradient) Record(tape, x, residual, key, layout, norm, sum!, statistics!, y);
        return y;
    }

    // y = LN(r + x∘M)
    private static void Record(
        Tape tape, Tensor x, Tensor? residual, DropoutKey key, RaggedLayout layout, NormWeights norm, Tensor sum, Tensor statistics,
        Tensor y) =>
        tape.Record(y, requiresGradient: true, dY =>
        {
            MarkGradients(norm);
            var dResidual = GradientTarget.ForInput(tape, residual);
            tape.Kernels.LayerNorm.Backward(dY, sum, statistics, key, layout, norm, dResidual, GradientTarget.ForInput(tape, x));
        });

    private static void MarkGradients(NormWeights norm)
    {
        if (norm.Gamma.Trainable) norm.Gamma.MarkGradient();
        if (norm.Beta is { Trainable: true } beta) beta.MarkGradient();
    }

    private static void CheckResidual(Tensor x, Tensor residual, RaggedLayout layout)
    {
        if (residual.Rows != x.Rows || residual.Columns != x.Columns || layout.TokenCount != x.Rows)
            throw new ArgumentException(
                $"x is {x.Rows} × {x.Columns}, the residual {residual.Rows} × {residual.Columns}, "
                + $"the layout has {layout.TokenCount} tokens.",
                nameof(residual));
    }

    private static void CheckWidth(Tensor x, NormWeights norm)
    {
        if (norm.Gamma.Length != x.Columns)
            throw new ArgumentException($"the input has {x.Columns} columns, but '{norm.Gamma.Name}' {norm.Gamma.Length}.", nameof(x));
    }
}
