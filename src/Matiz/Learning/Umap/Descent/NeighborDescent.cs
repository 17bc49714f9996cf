using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// Approximate nearest neighbours by descent (Dong, Moses, Li: Efficient k-nearest neighbor graph construction, 2011; reference:
/// pynndescent): a neighbour of a neighbour is likely to be one. Begins with the leaves of a <see cref="ProjectionForest"/>.
/// </summary>
/// <remarks>
/// The reference compares the neighbours of a row with each other and writes to both lists. Here each row looks at the neighbours of its
/// neighbours, as they were before the round, and writes to its own list alone: the same pairs, and the same bits for any number of
/// threads.
/// </remarks>
internal sealed class NeighborDescent
{
    private const int MostJoined = 60, BlockRows = 128;
    private const double Delta = 0.001;

    private readonly RowSpace _space;
    private readonly int _count;
    private readonly int? _threads;
    private readonly CancellationToken _cancellation;
    private int[] _rows;                                        // [rows, count], the nearest first
    private float[] _nearness;
    private bool[] _isNew;

    private NeighborDescent(RowSpace space, int count, int? threads, CancellationToken cancellation)
    {
        (_space, _count, _threads, _cancellation) = (space, count, threads, cancellation);
        (_rows, _nearness, _isNew) = (new int[checked(space.Rows * count)], new float[space.Rows * count], new bool[space.Rows * count]);
    }

    /// <summary>Nearly always the nearest other rows of each row, the nearest first.</summary>
    /// <param name="features">[rows, columns]</param>
    /// <param name="count">Neighbours of each row, itself left out; less than there are rows.</param>
    /// <param name="metric">What makes rows near.</param>
    /// <param name="seed">Fixes the result.</param>
    /// <param name="threads">At most; null: one a core.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static NeighborTable Find(
        FeatureMatrix features, int count, NeighborMetric metric, long seed, int? threads, CancellationToken cancellation)
    {
        var rows = metric == NeighborMetric.Euclidean ? CenteredRows.Center(features, features).Candidates : features;
        var descent = new NeighborDescent(new RowSpace(rows, metric, threads), count, threads, cancellation);
        descent.Begin(ProjectionForest.Grow(descent._space, count, seed, threads, cancellation), seed);
        int rounds = Math.Max(5, (int)Math.Round(Math.Log2(features.Rows)));
        for (int round = 0; round < rounds && descent.Improve() > Delta * count * features.Rows; round++)
        {
            // each round looks at what the last one found
        }

        return descent.ToTable(features);
    }

    // The best of a row's leaves; random rows where leaves are too small.
    private void Begin(int[][][] forest, long seed)
    {
        var leafOf = Array.ConvertAll(forest, leaves =>
        {
            var of = new int[_space.Rows];
            for (int leaf = 0; leaf < leaves.Length; leaf++)
            {
                foreach (int row in leaves[leaf]) of[row] = leaf;
            }

            return of;
        });
        ForEachRow((row, candidates) =>
        {
            for (int tree = 0; tree < forest.Length; tree++) candidates.AddRange(forest[tree][leafOf[tree][row]]);
            var random = new SeededRandom(seed, stream: row);
            var list = new NeighborList(this, row, filled: 0);
            list.Offer(candidates);
            while (!list.IsFull)
            {
                candidates.Clear();
                for (int i = 0; i < 4 * _count; i++) candidates.Add(random.Next(_space.Rows));
                list.Offer(candidates);
            }
        });
    }

    // One round; returns how many neighbours were found.
    private long Improve()
    {
        var (rows, isNew) = ((int[])_rows.Clone(), (bool[])_isNew.Clone());
        var joined = Joined(rows);
        Array.Clear(_isNew);
        var found = new long[(_space.Rows + BlockRows - 1) / BlockRows];
        ForEachRow((row, candidates) =>
        {
            foreach (var (middle, isNewHere) in Neighborhood(row, rows, isNew, joined))
            {
                foreach (var (other, isNewThere) in Neighborhood(middle, rows, isNew, joined))
                {
                    if (isNewHere || isNewThere) candidates.Add(other);
                }
            }

            found[row / BlockRows] += new NeighborList(this, row, _count).Offer(candidates);
        });
        return found.Sum();
    }

    // The rows that name a row as their neighbour, the first so many of them in the order of a hash.
    private List<int>[] Joined(int[] rows)
    {
        var joined = new List<int>[_space.Rows];
        for (int row = 0; row < joined.Length; row++) joined[row] = [];
        for (int i = 0; i < rows.Length; i++) joined[rows[i]].Add(i);                // the place tells the row and whether it is new
        FixedBlocks.Run((joined.Length + BlockRows - 1) / BlockRows, _threads, block =>
        {
            for (int row = block * BlockRows; row < Math.Min(joined.Length, (block + 1) * BlockRows); row++)
            {
                if (joined[row].Count <= MostJoined) continue;
                joined[row].Sort(static (a, b) => Priority(a).CompareTo(Priority(b)));
                joined[row].RemoveRange(MostJoined, joined[row].Count - MostJoined);
            }
        }, _cancellation);
        return joined;
    }

    private static ulong Priority(int place) => new SeededRandom(0, place).NextWord();

    private IEnumerable<(int Row, bool IsNew)> Neighborhood(int row, int[] rows, bool[] isNew, List<int>[] joined)
    {
        for (int place = row * _count; place < (row + 1) * _count; place++) yield return (rows[place], isNew[place]);
        foreach (int place in joined[row]) yield return (place / _count, isNew[place]);
    }

    private void ForEachRow(Action<int, List<int>> action) => FixedBlocks.Run((_space.Rows + BlockRows - 1) / BlockRows, _threads, block =>
    {
        var candidates = new List<int>();
        for (int row = block * BlockRows; row < Math.Min(_space.Rows, (block + 1) * BlockRows); row++)
        {
            candidates.Clear();
            action(row, candidates);
        }
    }, _cancellation);

    // Distances in double, as those of the exact search.
    private NeighborTable ToTable(FeatureMatrix features)
    {
        var table = new NeighborTable(_space.Rows, _count, _rows, new float[_rows.Length]);
        ForEachRow((row, _) =>
        {
            var exact = new (double Distance, int Row)[_count];
            for (int i = 0; i < _count; i++)
            {
                int other = _rows[(row * _count) + i];
                exact[i] = (ExactNeighbors.Distance(features[row], features[other], _space.Metric), other);
            }

            Array.Sort(exact);
            for (int i = 0; i < _count; i++)
                (table.Distances[(row * _count) + i], table.Indices[(row * _count) + i]) = ((float)exact[i].Distance, exact[i].Row);
        });
        return table;
    }

    /// <summary>The neighbours of one row so far, the nearest first; of equally near ones the lower number.</summary>
    private struct NeighborList(NeighborDescent descent, int row, int filled)
    {
        private readonly int _start = row * descent._count;
        private int _filled = filled;

        public readonly bool IsFull => _filled == descent._count;

        /// <summary>Takes those that are nearer than the last; returns how many.</summary>
        public int Offer(List<int> candidates)
        {
            candidates.Sort();
            int taken = 0, last = -1;
            foreach (int candidate in candidates)
            {
                if (candidate == last || candidate == row || Contains(candidate)) continue;
                last = candidate;
                if (Insert(candidate, descent._space.Nearness(row, candidate))) taken++;
            }

            return taken;
        }

        private readonly bool Contains(int candidate) => descent._rows.AsSpan(_start, _filled).Contains(candidate);

        private bool Insert(int candidate, float nearness)
        {
            var (rows, near, isNew) = (descent._rows, descent._nearness, descent._isNew);
            if (IsFull && !IsBefore(nearness, candidate, _start + _filled - 1)) return false;
            int place = _start + (IsFull ? _filled - 1 : _filled++);
            for (; place > _start && IsBefore(nearness, candidate, place - 1); place--)
                (rows[place], near[place], isNew[place]) = (rows[place - 1], near[place - 1], isNew[place - 1]);
            (rows[place], near[place], isNew[place]) = (candidate, nearness, true);
            return true;
        }

        private readonly bool IsBefore(float nearness, int candidate, int place) =>
            nearness > descent._nearness[place] || (nearness == descent._nearness[place] && candidate < descent._rows[place]);
    }
}
