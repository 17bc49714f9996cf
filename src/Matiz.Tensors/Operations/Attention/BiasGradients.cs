namespace Matiz.Tensors.Operations.Attention;

/// <summary>
/// The gradients of what is added by distance, for each row of the batch and head apart, so that they can be added in the order of the
/// rows whoever computed them.
/// </summary>
/// <param name="values">For each row [heads, 2 × length − 1]; null: nobody asks.</param>
/// <param name="heads">The number of heads.</param>
/// <param name="offsets">Where rows begin.</param>
internal readonly unsafe struct BiasGradients(float* values, int heads, int* offsets)
{
    private readonly float* _values = values;
    private readonly int _heads = heads;
    private readonly int* _offsets = offsets;

    /// <summary>False: the table is frozen.</summary>
    public bool AreWanted => _values != null;

    /// <summary>Numbers of all rows.</summary>
    public static long Floats(int heads, RaggedLayout layout) => (long)heads * ((2L * layout.TokenCount) - layout.RowCount);

    /// <summary>The gradients of one row and head, of the distances key − query in rising order.</summary>
    public Span<float> LineOf(int row, int head)
    {
        int length = _offsets[row + 1] - _offsets[row];
        long before = (2L * _offsets[row]) - row;                           // of one head, in the rows before
        return new Span<float>(_values + (before * _heads) + ((long)head * ((2 * length) - 1)), (2 * length) - 1);
    }

    /// <summary>Adds the sums over all rows and distances to the gradient of the table.</summary>
    public void AddTo(DistanceBias bias, RaggedLayout layout)
    {
        var sums = new double[bias.Table.Length];
        for (int row = 0; row < layout.RowCount; row++)
        {
            var tableRows = bias.RowsOfKeys(layout.LengthOf(row));
            for (int head = 0; head < _heads; head++)
            {
                var line = LineOf(row, head);
                for (int i = 0; i < line.Length; i++) sums[(tableRows[i] * _heads) + head] += line[i];
            }
        }

        var gradient = bias.Table.GradientBuffer.AsSpan();
        for (int i = 0; i < sums.Length; i++) gradient[i] += (float)sums[i];
    }
}
