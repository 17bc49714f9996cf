using System.Diagnostics;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations.Linear;
using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Benchmarking;

/// <summary>
/// The most that a kernel of dot products can do: one tile again and again, all of it in the first-level cache. An operation is a product
/// or a sum of the narrow numbers, two for each pair.
/// </summary>
internal static unsafe class PeakDots
{
    // Long enough that the sums' way to memory does not count; A, B and C of any tile take 20 KB.
    private const int Groups = 64;
    private const int TaskIterations = 256;
    private const int TasksAWorker = 64;

    /// <summary>One run of at least <paramref name="minRunMs"/>, in thousands of millions of operations a second of all threads.</summary>
    public static double MeasureOnce(WorkerPool pool, DotTileKernel tile, double minRunMs)
    {
        var job = new PeakJob { Code = tile.Code, Rows = tile.Rows, Columns = tile.Columns };
        using var memory = new NativeBuffer(pool.Workers * job.Bytes);
        job.Memory = memory.Pointer;
        int tasks = pool.Workers * TasksAWorker;
        long start = Stopwatch.GetTimestamp(), runs = 0;
        TimeSpan elapsed;
        do
        {
            pool.Run(tasks, job);
            runs++;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed.TotalMilliseconds < minRunMs);
        double numbers = (double)Groups * DotTile.GroupBytes / DotElements.BytesOf(tile.Element);
        return 2 * numbers * tile.Rows * tile.Columns * TaskIterations * tasks * runs / elapsed.TotalSeconds / 1e9;
    }

    private struct PeakJob : IJob
    {
        public DotTileCode Code;
        public int Rows;
        public int Columns;
        public byte* Memory;

        /// <summary>Memory of a worker: a multiple of 64.</summary>
        public readonly long Bytes => ABytes + BBytes + ((long)Rows * Columns * sizeof(int));

        private readonly long ABytes => (long)Rows * Groups * DotTile.GroupBytes;

        private readonly long BBytes => (long)Columns * Groups * DotTile.GroupBytes;

        public readonly void Execute(int task, int worker)
        {
            DotTile tile;
            tile.A = Memory + (worker * Bytes);
            tile.ARowBytes = Groups * DotTile.GroupBytes;
            tile.B = tile.A + ABytes;
            tile.Groups = Groups;
            tile.C = tile.B + BBytes;
            tile.CRowBytes = Columns * sizeof(int);
            tile.Ahead = StreamsAhead.Of(tile.B, Groups, Groups, tile: 0);
            Code.Begin();
            for (int i = 0; i < TaskIterations; i++) Code.Multiply(&tile);
            Code.End();
        }
    }
}
