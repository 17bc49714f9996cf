namespace Matiz.Tensors;

/// <summary>What one layer makes of the embeddings of relative positions: keys that queries look at, queries that keys answer.</summary>
internal sealed record PositionProjections
{
    /// <summary>[positions, (1 or 2) × heads × head size]</summary>
    public required Tensor Projections { get; init; }

    /// <summary>The column where positions' keys begin (content to position); null: there are none.</summary>
    public required int? KeyColumn { get; init; }

    /// <summary>The column where positions' queries begin (position to content); null: there are none.</summary>
    public required int? QueryColumn { get; init; }

    /// <summary>
    /// The row of <see cref="Projections"/> for each distance query − key, from −(n − 1) to n − 1, where rows of the batch have at most n
    /// tokens. Distances may share a row.
    /// </summary>
    public required int[] RowOfDistance { get; init; }

    /// <summary>The longest row of a batch whose distances are all here.</summary>
    public int Longest => (RowOfDistance.Length + 1) / 2;

    /// <summary>The row for a distance.</summary>
    /// <param name="distance">query − key.</param>
    public int RowOf(int distance) => RowOfDistance[distance + Longest - 1];
}
