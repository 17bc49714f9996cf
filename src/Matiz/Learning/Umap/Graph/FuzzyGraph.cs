using System.Runtime.InteropServices;

namespace Matiz.Learning;

/// <summary>A graph with weights, row by row: the edges of row i stand at <c>Offsets[i] … Offsets[i + 1]</c>, columns ascending.</summary>
/// <param name="Offsets">[rows + 1]</param>
/// <param name="Columns">[edges]</param>
/// <param name="Weights">[edges], above 0.</param>
internal sealed record FuzzyGraph(int[] Offsets, int[] Columns, float[] Weights)
{
    public int Rows => Offsets.Length - 1;

    /// <summary>The memberships of each row's neighbours, directed, without the row itself.</summary>
    public static FuzzyGraph Directed(NeighborTable neighbors, SmoothDistances smooth, bool withoutSelf = true)
    {
        var builder = new Builder(neighbors.Rows, neighbors.Indices.Length);
        for (int row = 0; row < neighbors.Rows; row++)
        {
            var indices = neighbors.IndicesOf(row);
            for (int j = 0; j < indices.Length; j++)
            {
                if (indices[j] < 0 || (withoutSelf && indices[j] == row)) continue;
                builder.Add(indices[j], smooth.Membership(row, neighbors.DistancesOf(row)[j]));
            }

            builder.EndRow();
        }

        return builder.ToGraph();
    }

    /// <summary>The symmetric union r·(A + Aᵀ − A∘Aᵀ) + (1 − r)·A∘Aᵀ: every edge stands in both its rows with the same weight.</summary>
    public FuzzyGraph Symmetrized(double mixRatio)
    {
        var transposed = Transposed();
        var builder = new Builder(Rows, 2 * Columns.Length);
        float r = (float)mixRatio;
        for (int row = 0; row < Rows; row++)
        {
            int i = Offsets[row], iEnd = Offsets[row + 1], j = transposed.Offsets[row], jEnd = transposed.Offsets[row + 1];
            while (i < iEnd || j < jEnd)
            {
                int mine = i < iEnd ? Columns[i] : int.MaxValue, theirs = j < jEnd ? transposed.Columns[j] : int.MaxValue;
                float a = mine <= theirs ? Weights[i++] : 0, b = theirs <= mine ? transposed.Weights[j++] : 0;
                float both = a * b;
                builder.Add(Math.Min(mine, theirs), (r * (a + b - both)) + ((1 - r) * both));
            }

            builder.EndRow();
        }

        return builder.ToGraph();
    }

    /// <summary>Without the edges that are lighter than a bound.</summary>
    public FuzzyGraph Pruned(float least)
    {
        var builder = new Builder(Rows, Columns.Length);
        for (int row = 0; row < Rows; row++)
        {
            for (int i = Offsets[row]; i < Offsets[row + 1]; i++)
            {
                if (Weights[i] >= least) builder.Add(Columns[i], Weights[i]);
            }

            builder.EndRow();
        }

        return builder.ToGraph();
    }

    /// <summary>
    /// Labels as a second view of the rows (supervised UMAP for classes): edges between labels become light, those of a label that is
    /// unknown, -1, lighter; then each row's heaviest edge is 1 again, and the union is taken again.
    /// </summary>
    public FuzzyGraph WithLabels(ReadOnlySpan<int> labels, double targetWeight)
    {
        double far = targetWeight < 1 ? 2.5 / (1 - targetWeight) : 1e12;
        float unknownFactor = (float)Numerics.Elementary.Exp(-1), farFactor = (float)Numerics.Elementary.Exp(-Math.Min(far, 700));
        var weights = (float[])Weights.Clone();
        for (int row = 0; row < Rows; row++)
        {
            float heaviest = 0;
            for (int i = Offsets[row]; i < Offsets[row + 1]; i++)
            {
                int mine = labels[row], theirs = labels[Columns[i]];
                if (mine < 0 || theirs < 0) weights[i] *= unknownFactor;
                else if (mine != theirs) weights[i] *= farFactor;
                heaviest = Math.Max(heaviest, weights[i]);
            }

            for (int i = Offsets[row]; heaviest > 0 && i < Offsets[row + 1]; i++) weights[i] /= heaviest;
        }

        return (this with { Weights = weights }).Symmetrized(mixRatio: 1);
    }

    /// <summary>Some rows and the edges among them, as a graph of its own.</summary>
    /// <param name="rows">Ascending.</param>
    public FuzzyGraph Part(int[] rows)
    {
        var places = new int[Rows];
        Array.Fill(places, -1);
        for (int i = 0; i < rows.Length; i++) places[rows[i]] = i;
        var builder = new Builder(rows.Length, capacity: 0);
        foreach (int row in rows)
        {
            for (int i = Offsets[row]; i < Offsets[row + 1]; i++)
            {
                if (places[Columns[i]] >= 0) builder.Add(places[Columns[i]], Weights[i]);
            }

            builder.EndRow();
        }

        return builder.ToGraph();
    }

    private FuzzyGraph Transposed()
    {
        var offsets = new int[Rows + 1];
        foreach (int column in Columns) offsets[column + 1]++;
        for (int row = 0; row < Rows; row++) offsets[row + 1] += offsets[row];
        var next = offsets.AsSpan(0, Rows).ToArray();
        var columns = new int[Columns.Length];
        var weights = new float[Columns.Length];
        for (int row = 0; row < Rows; row++)
        {
            for (int i = Offsets[row]; i < Offsets[row + 1]; i++)
            {
                int place = next[Columns[i]]++;
                columns[place] = row;
                weights[place] = Weights[i];
            }
        }

        return new FuzzyGraph(offsets, columns, weights);
    }

    /// <summary>Rows one after the other; edges of weight 0 are left out, those of a row are put in order.</summary>
    private sealed class Builder(int rows, int capacity)
    {
        private readonly List<int> _columns = new(capacity);
        private readonly List<float> _weights = new(capacity);
        private readonly List<int> _offsets = new(rows + 1) { 0 };

        public void Add(int column, float weight)
        {
            if (weight <= 0) return;
            _columns.Add(column);
            _weights.Add(weight);
        }

        public void EndRow()
        {
            int start = _offsets[^1], count = _columns.Count - start;
            var span = CollectionsMarshal.AsSpan(_columns).Slice(start, count);
            span.Sort(CollectionsMarshal.AsSpan(_weights).Slice(start, count));
            _offsets.Add(_columns.Count);
        }

        public FuzzyGraph ToGraph() => new([.. _offsets], [.. _columns], [.. _weights]);
    }
}
