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
        tape.WantQuantized(y);
        tape.Kernels.Gating.Forward(x, activation, y);
        if (tape.IsTraining && x.RequiresGradient) Record(tape, x, activation, y);
        return y;
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(Tape tape, Tensor x, Activation activation, Tensor y) =>
        tape.Record(y, requiresGradient: true, dY =>
        {
            var dX = tape.GradientFor(x, out bool accumulate);
            tape.Kernels.Gating.Backward(x, dY, activation, accumulate, dX);
        });
}
