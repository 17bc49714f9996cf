namespace Matiz.Tensors;

/// <summary>Convolution along the tokens of each row.</summary>
internal static class ConvolutionOperation
{
    /// <summary>
    /// y[t] = b + Σ_j W_j·x[t + j − r], where 2 r + 1 tokens are seen and those beyond the ends of a row are zero (reference:
    /// <c>torch.nn.Conv1d</c> with padding r): the tokens seen are laid side by side, and what is left is a linear layer.
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[tokens, inputs]</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="weights">W and b.</param>
    /// <returns>[tokens, outputs]</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor Convolution(this Tape tape, Tensor x, RaggedLayout layout, ConvolutionWeights weights)
    {
        if (x.Rows != layout.TokenCount || x.Columns != weights.Inputs)
            throw new ArgumentException(
                $"x is {x.Rows} × {x.Columns}; {layout.TokenCount} × {weights.Inputs} are expected.", nameof(x));
        var seen = tape.NewTensor(x.Rows, x.Columns * weights.Size);                        // [tokens, size × inputs]
        tape.Kernels.Convolution.Gather(x, layout, weights.Size, seen);
        if (tape.IsTraining && (x.RequiresGradient || weights.Weight.Trainable)) Record(tape, x, layout, weights, seen);
        var y = tape.Linear(seen, weights.SideBySide());
        tape.Release(seen);
        return y;
    }

    // Before the linear layer, so that it comes after it on the way back. A method of its own: what it captures would be allocated in
    // inference too.
    private static void Record(Tape tape, Tensor x, RaggedLayout layout, ConvolutionWeights weights, Tensor seen) =>
        tape.Record(seen, requiresGradient: true, dSeen =>
        {
            weights.TakeGradient();
            if (!x.RequiresGradient) return;
            var dX = tape.GradientFor(x, out bool accumulate);
            tape.Kernels.Convolution.AddBack(dSeen, layout, weights.Size, accumulate, dX);
        });
}
