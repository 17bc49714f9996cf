using Matiz.Tensors.Operations.LayerNorm;

namespace Matiz.Tensors;

/// <summary>Layer normalization (Ba, Kiros, Hinton 2016).</summary>
public static class LayerNormOperation
{
    /// <summary>Each row minus its mean, divided by its standard deviation, scaled and shifted.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="norm">Scale, shift, epsilon.</param>
    /// <returns>[rows, columns]</returns>
    public static Tensor LayerNorm(this Tape tape, Tensor x, NormWeights norm) =>
        Normalize(tape, x, residual: null, norm, dropout: 0, RaggedLayout.OneTokenARow(x.Rows));

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
        if (residual.Rows != x.Rows || residual.Columns != x.Columns || layout.TokenCount != x.Rows)
            throw new ArgumentException(
                $"x is {x.Rows} × {x.Columns}, the residual {residual.Rows} × {residual.Columns}, "
                + $"the layout has {layout.TokenCount} tokens.",
                nameof(residual));
        return Normalize(tape, x, residual, norm, dropout, layout);
    }

    private static Tensor Normalize(Tape tape, Tensor x, Tensor? residual, NormWeights norm, float dropout, RaggedLayout layout)
    {
        if (norm.Gamma.Length != x.Columns)
            throw new ArgumentException($"the input has {x.Columns} columns, but '{norm.Gamma.Name}' {norm.Gamma.Length}.", nameof(x));
        var key = tape.NextDropout(dropout);
        bool needsGradient = tape.IsTraining && (x.RequiresGradient || residual is { RequiresGradient: true } || norm.HasTrainable);
        var y = tape.NewTensor(x.Rows, x.Columns);
        var sum = needsGradient ? tape.NewTensor(x.Rows, x.Columns) : null;
        var statistics = needsGradient ? tape.NewTensor(x.Rows, 2) : null;
        tape.Kernels.LayerNorm.Forward(x, residual, key, layout, norm, sum, statistics, y);
        tape.Record(y, needsGradient, dY =>
        {
            if (norm.Gamma.Trainable) norm.Gamma.MarkGradient();
            if (norm.Beta is { Trainable: true } beta) beta.MarkGradient();
            var dResidual = GradientTarget.ForInput(tape, residual);
            tape.Kernels.LayerNorm.Backward(dY, sum!, statistics!, key, layout, norm, dResidual, GradientTarget.ForInput(tape, x));
        });
        return y;
    }
}
