using Matiz.Tensors.Random;

namespace Matiz.Tensors;

/// <summary>Dropout (Srivastava et al. 2014), inverted: what is kept is scaled up.</summary>
public static class DropoutOperation
{
    /// <summary>In training each element is 0 with probability <paramref name="rate"/>, else divided by 1 - rate; else x itself.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="rate">From 0 (nothing happens) to below 1.</param>
    /// <param name="layout">Which row and token each matrix row is: keys the draws.</param>
    /// <returns>[rows, columns]</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative, or 1 and above.</exception>
    public static Tensor Dropout(this Tape tape, Tensor x, float rate, RaggedLayout layout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1f);
        if (layout.TokenCount != x.Rows)
            throw new ArgumentException($"x has {x.Rows} rows, but the layout {layout.TokenCount} tokens.", nameof(layout));
        return Apply(tape, x, tape.NextDropout(rate), layout);
    }

    /// <summary>The same for rows of a table that all rows of a step read: what is drawn for one of them holds all step long.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="rate">From 0 (nothing happens) to below 1.</param>
    /// <param name="firstRow">The number of the first row in the table.</param>
    /// <returns>[rows, columns]</returns>
    internal static Tensor DropoutOfTable(this Tape tape, Tensor x, float rate, int firstRow) =>
        Apply(tape, x, tape.NextDropout(rate).ForTable(firstRow), new RaggedLayout([0, x.Rows]));

    private static Tensor Apply(Tape tape, Tensor x, DropoutKey key, RaggedLayout layout)
    {
        if (!key.IsActive) return x;
        var y = tape.NewTensor(x.Rows, x.Columns);
        tape.Kernels.Dropout.Apply(x, key, layout, accumulate: false, y);
        Record(tape, x, key, layout, y);
        return y;
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(Tape tape, Tensor x, DropoutKey key, RaggedLayout layout, Tensor y) =>
        tape.Record(y, x.RequiresGradient, dY =>
        {
            var dX = tape.GradientFor(x, out bool accumulate);
            tape.Kernels.Dropout.Apply(dY, key, layout, accumulate, dX);
        });
}
