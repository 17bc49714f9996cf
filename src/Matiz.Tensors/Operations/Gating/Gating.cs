namespace Matiz.Tensors;

/// <summary>Gated linear units (Dauphin et al. 2017; Shazeer 2020: GEGLU and its kin).</summary>
public static class GatingOperation
{
    /// <summary>y = f(u)·g, where u and g are the left and the right half of each row.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, 2 × columns]</param>
    /// <param name="activation">f.</param>
    /// <returns>[rows, columns]</returns>
    /// <exception cref="ArgumentException">x has an odd number of columns.</exception>
    // y = f(u)·g   ⇒   dU = dY·g·f'(u),  dG = dY·f(u)
    public static Tensor GatedActivation(this Tape tape, Tensor x, Activation activation)
    {
        if (x.Columns % 2 != 0) throw new ArgumentException($"x has {x.Columns} columns; two halves are expected.", nameof(x));
        var y = tape.NewTensor(x.Rows, x.Columns / 2);
        tape.Kernels.Gating.Forward(x, activation, y);
        tape.Record(y, x.RequiresGradient, dY =>
        {
            var dX = tape.GradientFor(x, out bool accumulate);
            tape.Kernels.Gating.Backward(x, dY, activation, accumulate, dX);
        });
        return y;
    }
}
