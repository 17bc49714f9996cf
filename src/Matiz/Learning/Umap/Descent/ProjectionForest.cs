using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// Trees that cut the rows in two, by the plane between two random rows, until few are left together (Dasgupta and Freund: Random
/// projection trees, 2008): rows in one leaf are likely to be near. Sizes are pynndescent's.
/// </summary>
internal static class ProjectionForest
{
    private const int MostTrees = 64, LeastLeaf = 60, MostLeaf = 256, LeafNeighbors = 5;
    private const float Undecided = 1e-8f;

    /// <summary>For each tree its leaves, each the rows in it.</summary>
    public static int[][][] Grow(RowSpace space, int neighbors, long seed, int? threads, CancellationToken cancellation)
    {
        var forest = new int[Math.Min(MostTrees, 5 + (int)Math.Round(Math.Sqrt(space.Rows) / 20))][][];
        int leafSize = Math.Max(LeastLeaf, Math.Min(MostLeaf, LeafNeighbors * neighbors));
        FixedBlocks.Run(
            forest.Length, threads, tree => forest[tree] = Grow(space, leafSize, new SeededRandom(seed, stream: 1000 + tree), cancellation),
            cancellation);
        return forest;
    }

    private static int[][] Grow(RowSpace space, int leafSize, SeededRandom random, CancellationToken cancellation)
    {
        int[] rows = [.. Enumerable.Range(0, space.Rows)];
        var leaves = new List<int[]>();
        var open = new Stack<(int Start, int Length)>();
        open.Push((0, rows.Length));
        var normal = new float[space.Stride];
        while (open.TryPop(out var part))
        {
            cancellation.ThrowIfCancellationRequested();
            var members = rows.AsSpan(part.Start, part.Length);
            if (part.Length <= leafSize)
            {
                leaves.Add(members.ToArray());
                continue;
            }

            int left = Split(space, members, normal, ref random);
            open.Push((part.Start, left));
            open.Push((part.Start + left, part.Length - left));
        }

        return [.. leaves];
    }

    // Puts the rows of one side first and returns how many they are; all on one side are parted at random.
    private static int Split(RowSpace space, Span<int> members, float[] normal, ref SeededRandom random)
    {
        int first = random.Next(members.Length), second = random.Next(members.Length - 1);
        if (second >= first) second++;
        ReadOnlySpan<float> p = space[members[first]], q = space[members[second]];
        float offset = 0;
        for (int j = 0; j < normal.Length; j++)
        {
            normal[j] = p[j] - q[j];
            if (space.Metric == NeighborMetric.Euclidean) offset -= normal[j] * (p[j] + q[j]) / 2;
        }

        int left = 0;
        for (int i = 0; i < members.Length; i++)
        {
            float margin = RowSpace.Dot(normal, space[members[i]]) + offset;
            bool isLeft = Math.Abs(margin) < Undecided ? random.Next(2) == 0 : margin > 0;
            if (!isLeft) continue;
            (members[left], members[i]) = (members[i], members[left]);
            left++;
        }

        if (left > 0 && left < members.Length) return left;
        random.Shuffle(members);
        return members.Length / 2;
    }
}
