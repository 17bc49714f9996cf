namespace Matiz.Tensors;

/// <summary>Rotary positions (Su et al. 2021: RoFormer).</summary>
public static class RotaryOperation
{
    /// <summary>
    /// Turns the first <paramref name="heads"/> heads of each token by its place in its row, in place: <paramref name="x"/> is
    /// overwritten, so nothing but the operation that made it may know it before. Each half of a head is one coordinate of its pairs.
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[tokens, …]: heads side by side from column 0 on; columns beyond them stay as they are.</param>
    /// <param name="layout">How the rows lie: the first token of each has the place 0.</param>
    /// <param name="heads">How many heads are turned: queries and keys side by side are twice those of attention.</param>
    /// <param name="positions">The head size and how fast its pairs turn.</param>
    /// <returns><paramref name="x"/></returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    // y₁ = x₁·cos − x₂·sin, y₂ = x₂·cos + x₁·sin   ⇒   the gradient is turned back
    public static Tensor RotateInPlace(this Tape tape, Tensor x, RaggedLayout layout, int heads, RotaryPositions positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (layout.TokenCount != x.Rows)
            throw new ArgumentException($"x has {x.Rows} rows, but the layout {layout.TokenCount} tokens.", nameof(layout));
        if (heads < 1 || (long)heads * positions.HeadSize > x.Columns)
            throw new ArgumentException($"{x.Columns} columns do not hold {heads} heads of {positions.HeadSize}.", nameof(x));
        tape.Kernels.Rotary.Rotate(x, layout, heads, positions, back: false);
        x.Changed();
        if (tape.IsTraining && x.RequiresGradient) Record(tape, x, layout, heads, positions);
        return x;
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(Tape tape, Tensor x, RaggedLayout layout, int heads, RotaryPositions positions) =>
        tape.Record(x, requiresGradient: true, dX => tape.Kernels.Rotary.Rotate(dX, layout, heads, positions, back: true));
}
