using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>What the movement of points needs beside the graph.</summary>
/// <param name="Curve">a and b.</param>
/// <param name="Dimensions">Of the map.</param>
/// <param name="Epochs">In all.</param>
/// <param name="LearningRate">At first.</param>
/// <param name="RepulsionStrength">γ</param>
/// <param name="NegativeSampleRate">Random points for each neighbour.</param>
/// <param name="Seed">Fixes the random points.</param>
/// <param name="Threads">At most; null: one a core.</param>
internal sealed record LayoutSettings(
    LayoutCurve Curve, int Dimensions, int Epochs, double LearningRate, double RepulsionStrength, int NegativeSampleRate, long Seed,
    int? Threads);

/// <summary>
/// Stochastic gradient descent on the cross entropy of graph and map, with the same bits for any number of threads. As in the reference
/// an edge moves both its ends; there only one thread can repeat that. Here rows lie in blocks, each of which one thread walks through.
/// A round of blocks sees the rows of other blocks as they were before it; how far these are pulled waits until the round is over, and is
/// then added block by block.
/// </summary>
/// <remarks>
/// An edge of weight w acts in the share w / max(w) of the epochs, each time with exactly the given number of random points (the
/// reference rounds to one more or less). If each row moved only itself, twice as far, maps would lose some 0.015 of trustworthiness.
/// </remarks>
internal static unsafe class LayoutOptimizer
{
    private const int BlockRows = 16;
    private const int Rounds = 8;

    /// <summary>Moves the points of a graph whose rows and columns are the same.</summary>
    /// <param name="graph">Symmetric.</param>
    /// <param name="settings">Rates and seed.</param>
    /// <param name="places">[rows, dimensions], moved.</param>
    /// <param name="progress">Told after each epoch how many are done.</param>
    /// <param name="cancellation">Looked at before each epoch.</param>
    public static void Fit(FuzzyGraph graph, LayoutSettings settings, float[] places, Action<int>? progress, CancellationToken cancellation)
    {
        int blocks = (graph.Rows + BlockRows - 1) / BlockRows;
        var moving = Pinned(places);
        Run(
            graph, settings, moving, seen: Pinned(places), graph.Rows, (blocks + Rounds - 1) / Rounds, movesBothEnds: true, progress,
            cancellation);
        moving.AsSpan().CopyTo(places);
    }

    /// <summary>Moves new points among fixed ones; a row of the graph is a new point, a column a fixed one.</summary>
    public static void Place(FuzzyGraph graph, LayoutSettings settings, float[] fixedPlaces, float[] places, CancellationToken cancellation)
    {
        int blocks = (graph.Rows + BlockRows - 1) / BlockRows;
        var moving = Pinned(places);
        Run(
            graph, settings, moving, Pinned(fixedPlaces), fixedPlaces.Length / settings.Dimensions, blocks, movesBothEnds: false,
            progress: null, cancellation);
        moving.AsSpan().CopyTo(places);
    }

    private static void Run(
        FuzzyGraph graph, LayoutSettings settings, float[] moving, float[] seen, int seenRows, int blocksARound, bool movesBothEnds,
        Action<int>? progress, CancellationToken cancellation)
    {
        var kernel = new ForceKernel(settings.Curve, settings.RepulsionStrength);
        var rates = Rates(graph);
        int blocks = (graph.Rows + BlockRows - 1) / BlockRows;
        PullBox[] boxes = movesBothEnds ? [.. Enumerable.Range(0, blocksARound).Select(_ => new PullBox(settings.Dimensions))] : [];
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            float alpha = (float)(settings.LearningRate * (1 - (Math.Max(0, epoch - 1) / (double)settings.Epochs)));
            int number = epoch;
            for (int first = 0; first < blocks; first += blocksARound)
            {
                int start = first, count = Math.Min(blocksARound, blocks - first);
                FixedBlocks.Run(count, settings.Threads, task =>
                {
                    int row = (start + task) * BlockRows, rows = Math.Min(BlockRows, graph.Rows - row);
                    var block = new Block(
                        movesBothEnds ? row : 0, movesBothEnds ? rows : 0, Pointer(moving), Pointer(seen), (uint)seenRows);
                    var box = movesBothEnds ? boxes[task] : null;
                    for (int i = row; i < row + rows; i++) MoveRow(graph, rates, kernel, settings, i, number, alpha, block, box);
                }, CancellationToken.None);                         // an epoch is done whole
                if (!movesBothEnds) continue;
                for (int task = 0; task < count; task++) boxes[task].Empty(moving);
                moving.CopyTo(seen, 0);
            }

            progress?.Invoke(epoch + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveRow(
        FuzzyGraph graph, float[] rates, in ForceKernel kernel, LayoutSettings settings, int row, int epoch, float alpha, in Block block,
        PullBox? box)
    {
        const int lanes = ForceKernel.Lanes;
        int dimensions = settings.Dimensions, negatives = settings.NegativeSampleRate;
        var differences = stackalloc Vector256<float>[dimensions];
        var places = stackalloc float*[lanes];
        float* pull = stackalloc float[dimensions];
        float* point = block.Moving + ((long)row * dimensions);
        var random = new SeededRandom(settings.Seed + epoch, row);
        for (int first = graph.Offsets[row]; first < graph.Offsets[row + 1]; first += lanes)
        {
            uint active = Active(rates, first, Math.Min(lanes, graph.Offsets[row + 1] - first), epoch);
            for (; active != 0; active &= active - 1)
            {
                int other = graph.Columns[first + BitOperations.TrailingZeroCount(active)];
                places[0] = block.Find(other, dimensions);
                Draw(ref random, block, dimensions, places, from: 1, Math.Min(negatives, lanes - 1), point);
                float* end = places[0];
                kernel.MoveByNeighbor(point, places, dimensions, alpha, differences, pull);
                if (box is not null && !block.Has(other)) box.Add(other, pull);
                for (int j = 0; box is not null && block.Has(other) && j < dimensions; j++) end[j] -= pull[j];
                for (int drawn = lanes - 1; drawn < negatives; drawn += lanes)
                {
                    Draw(ref random, block, dimensions, places, from: 0, Math.Min(negatives - drawn, lanes), point);
                    kernel.MoveByOthers(point, places, dimensions, alpha, differences);
                }
            }
        }
    }

    // Random points in the lanes from … from + count, two of a word; the point itself, which has no force, in the rest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Draw(ref SeededRandom random, in Block block, int dimensions, float** places, int from, int count, float* point)
    {
        int lane = from, end = from + count;
        for (; lane < end; lane += 2)
        {
            ulong word = random.NextWord();
            places[lane] = block.Find((int)(((word & uint.MaxValue) * block.SeenRows) >> 32), dimensions);
            if (lane + 1 < end) places[lane + 1] = block.Find((int)(((word >> 32) * block.SeenRows) >> 32), dimensions);
        }

        for (lane = end; lane < ForceKernel.Lanes; lane++) places[lane] = point;
    }

    // An edge acts in epoch t when ⌊t·rate⌋ is another than for t − 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Active(float[] rates, int first, int count, int epoch)
    {
        var rate = Vector256.LoadUnsafe(ref rates[first]);
        var now = Vector256.Floor(rate * Vector256.Create((float)epoch));
        var before = Vector256.Floor(rate * Vector256.Create((float)(epoch - 1)));
        return epoch == 0 ? 0 : Vector256.GreaterThan(now, before).ExtractMostSignificantBits() & ((1u << count) - 1);
    }

    // Weights as shares of the greatest, with room to load whole vectors.
    private static float[] Rates(FuzzyGraph graph)
    {
        float greatest = graph.Weights.Length == 0 ? 1 : graph.Weights.Max();
        var rates = new float[graph.Weights.Length + ForceKernel.Lanes];
        for (int i = 0; i < graph.Weights.Length; i++) rates[i] = graph.Weights[i] / greatest;
        return rates;
    }

    private static float[] Pinned(float[] places)
    {
        var result = GC.AllocateUninitializedArray<float>(places.Length, pinned: true);
        places.CopyTo(result, 0);
        return result;
    }

    private static float* Pointer(float[] pinned) => (float*)Unsafe.AsPointer(ref pinned[0]);

    /// <summary>The rows that a task moves: it sees these as they are, all others as they were.</summary>
    private readonly struct Block(int first, int count, float* moving, float* seen, uint seenRows)
    {
        public readonly float* Moving = moving;
        public readonly uint SeenRows = seenRows;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Has(int row) => (uint)(row - first) < (uint)count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float* Find(int row, int dimensions) => (Has(row) ? Moving : seen) + ((long)row * dimensions);
    }

    /// <summary>How far rows of other blocks are pulled, until the round is over.</summary>
    private sealed class PullBox(int dimensions)
    {
        private readonly List<int> _rows = [];
        private readonly List<float> _pulls = [];

        public void Add(int row, float* pull)
        {
            _rows.Add(row);
            _pulls.AddRange(new ReadOnlySpan<float>(pull, dimensions));
        }

        public void Empty(float[] places)
        {
            for (int i = 0; i < _rows.Count; i++)
            {
                for (int j = 0; j < dimensions; j++) places[(_rows[i] * dimensions) + j] -= _pulls[(i * dimensions) + j];
            }

            _rows.Clear();
            _pulls.Clear();
        }
    }
}
