namespace Matiz.Tensors;

/// <summary>An activation by itself, where no linear layer stands right before it.</summary>
internal static class ActivateOperation
{
    /// <summary>y = f(x), element by element.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="activation">f.</param>
    /// <returns>[rows, columns]; x itself where there is no function.</returns>
    // y = f(x)   ⇒   dX = dY·f'(x)
    public static Tensor Activate(this Tape tape, Tensor x, Activation activation)
    {
        if (activation == Activation.None) return x;
        var y = tape.NewTensor(x.Rows, x.Columns);
        tape.Kernels.Activation.Forward(x, activation, y);
        if (tape.IsTraining && x.RequiresGradient) Record(tape, x, activation, y);
        return y;
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(Tape tape, Tensor x, Activation activation, Tensor y) =>
        tape.Record(y, requiresGradient: true, dY =>
        {
            var dX = tape.GradientFor(x, out bool accumulate);
            if (!accumulate)
            {
                tape.Kernels.Activation.Backward(x, y, dY, activation, dX);
                return;
            }

            var share = tape.NewTensor(x.Rows, x.Columns);
            tape.Kernels.Activation.Backward(x, y, dY, activation, share);
            tape.AddGradient(x, share.ToArray());
        });
}
