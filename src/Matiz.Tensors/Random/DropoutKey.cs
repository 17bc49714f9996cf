namespace Matiz.Tensors.Random;

/// <summary>
/// One dropout operation of one pass: rate and everything that keys its draws. The draw of an element is word
/// <c>(column &gt;&gt; 4) &amp; 3</c> of the Philox block with the counter
/// (<c>column &gt;&gt; 6 &lt;&lt; 4 | column &amp; 15</c>, token in the row, row in the step, ordinal of the operation), so that sixteen
/// columns side by side are the same word of sixteen counters; it is dropped when the draw is below rate × 2^32. Attention
/// probabilities use the column <c>head &lt;&lt; 16 | key token</c> and the query's token.
/// </summary>
internal readonly struct DropoutKey
{
    public DropoutKey(float rate, StepRandomness randomness, uint ordinal)
    {
        Rate = rate;
        Threshold = (uint)Math.Min(rate * 4294967296.0, uint.MaxValue);
        Scale = 1f / (1f - rate);
        Key0 = (uint)(randomness.Seed ^ (randomness.Seed >> 32));
        Key1 = randomness.Step;
        FirstRow = randomness.FirstRow;
        Ordinal = ordinal;
    }

    /// <summary>The share that is dropped; 0: nothing is drawn at all.</summary>
    public float Rate { get; }

    /// <summary>A draw below this drops its element.</summary>
    public uint Threshold { get; }

    /// <summary>What a kept element is multiplied by: 1 / (1 - rate).</summary>
    public float Scale { get; }

    public uint Key0 { get; }

    public uint Key1 { get; }

    public uint FirstRow { get; private init; }

    public uint Ordinal { get; }

    /// <summary>Added to the number of each token.</summary>
    public uint FirstToken { get; private init; }

    public bool IsActive => Rate > 0;

    /// <summary>
    /// The draws for rows of a table that the whole step reads, from <paramref name="firstRow"/> on: they do not depend on the rows of
    /// the batch, nor on how a step was cut.
    /// </summary>
    public DropoutKey ForTable(int firstRow) => this with { FirstRow = 0, FirstToken = (uint)firstRow };

    /// <summary>The multiplier of one element, 0 or <see cref="Scale"/>: the plain form of what kernels draw by the vector.</summary>
    /// <param name="row">The row within this pass.</param>
    /// <param name="token">The token within the row.</param>
    /// <param name="column">The column.</param>
    public float Multiplier(int row, int token, uint column)
    {
        var block = Philox.Block(((column >> 6) << 4) | (column & 15), FirstToken + (uint)token, FirstRow + (uint)row, Ordinal, Key0, Key1);
        uint draw = ((column >> 4) & 3) switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
        return draw < Threshold ? 0f : Scale;
    }
}
