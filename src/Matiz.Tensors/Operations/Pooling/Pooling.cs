namespace Matiz.Tensors;

/// <summary>How one vector a row is made from the vectors of its tokens.</summary>
public enum Pooling
{
    /// <summary>The first token's.</summary>
    Cls,

    /// <summary>The mean over the tokens.</summary>
    Mean,

    /// <summary>The largest of each column.</summary>
    Max,
}

/// <summary>Pooling of the tokens of each row.</summary>
public static class PoolingOperation
{
    /// <summary>One vector a row.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[tokens, columns]</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="pooling">Which vector.</param>
    /// <returns>[rows, columns]</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor Pool(this Tape tape, Tensor x, RaggedLayout layout, Pooling pooling)
    {
        if (layout.TokenCount != x.Rows)
            throw new ArgumentException($"x has {x.Rows} rows, but the layout {layout.TokenCount} tokens.", nameof(layout));
        var y = tape.NewTensor(layout.RowCount, x.Columns);
        tape.Kernels.Pooling.Forward(x, layout, pooling, y);
        if (tape.IsTraining && x.RequiresGradient) Record(tape, x, layout, pooling, y);
        return y;
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(Tape tape, Tensor x, RaggedLayout layout, Pooling pooling, Tensor y) =>
        tape.Record(y, requiresGradient: true, dY =>
        {
            var dX = tape.GradientFor(x, out bool accumulate);
            tape.Kernels.Pooling.Backward(x, dY, layout, pooling, accumulate, dX);
        });
}
