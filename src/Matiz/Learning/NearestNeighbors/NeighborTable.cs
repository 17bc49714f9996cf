namespace Matiz.Learning;

/// <summary>The nearest rows of each row, nearest first; equally near ones in the order of their numbers.</summary>
/// <param name="Rows">How many rows were asked about.</param>
/// <param name="Neighbors">Neighbours of each row.</param>
/// <param name="Indices">[rows · neighbors], row numbers of the candidates.</param>
/// <param name="Distances">[rows · neighbors]</param>
internal sealed record NeighborTable(int Rows, int Neighbors, int[] Indices, float[] Distances)
{
    /// <summary>The neighbours of a row.</summary>
    public ReadOnlySpan<int> IndicesOf(int row) => Indices.AsSpan(row * Neighbors, Neighbors);

    /// <summary>Their distances.</summary>
    public ReadOnlySpan<float> DistancesOf(int row) => Distances.AsSpan(row * Neighbors, Neighbors);
}
