using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Whether a kernel of bfloat16 numbers beats 32-bit numbers on this processor: measured once a kernel, in the first-level cache, in
/// less than a millisecond. What a processor says it has tells nothing: <c>vdpbf16ps</c> does half of the multiplications of a fused
/// multiply-add on one Intel and twice as many on an AMD.
/// </summary>
internal static unsafe class BFloat16Speed
{
    /// <summary>
    /// Ratios from here on count as faster. The processors measured do 0.5, 2 and 13 times as much, so that the answer is the same
    /// whatever else they are doing.
    /// </summary>
    public const double LeastRatio = 1.2;

    // 24 KB of B beside the rows of A: in the first-level cache.
    private const int Groups = 128, MostRows = 32, MostColumns = 48;
    private const int WarmUps = 64, Rounds = 12, CallsARound = 8;

    private static readonly ConditionalWeakTable<DotTileKernel, StrongBox<bool>> Measured = [];

    /// <summary>Whether it is at least <see cref="LeastRatio"/> times as fast; for the life of the process.</summary>
    public static bool IsFast(DotTileKernel kernel) =>
        Measured.GetValue(kernel, static unknown => new(Measure(unknown) >= LeastRatio)).Value;

    /// <summary>Products of a kernel in a time, over those of fused multiply-adds: the best of some runs each, in turn.</summary>
    public static double Measure(DotTileKernel kernel)
    {
        using var memory = new NativeBuffer((MostRows * Groups * sizeof(float) * 2) + (MostColumns * Groups * sizeof(float)) +
            (MostRows * MostColumns * sizeof(float)));
        byte* b = memory.Pointer + (MostRows * Groups * sizeof(float) * 2), c = b + (MostColumns * Groups * sizeof(float));
        var dots = new DotTile
        {
            A = memory.Pointer,
            ARowBytes = Groups * DotTile.GroupBytes,
            B = b,
            Groups = Groups,
            C = c,
            CRowBytes = kernel.Columns * DotTile.GroupBytes,
            Ahead = StreamsAhead.Of(b, Groups, Groups, tile: 0),
        };
        var floats = new Tile
        {
            A = (float*)memory.Pointer,
            ARow = Groups,
            AStep = 1,
            B = (float*)b,
            BStep = MostColumns,
            Start = (float*)c,
            StartRow = 0,
            C = (float*)c,
            CRow = MostColumns,
            Ahead = StreamsAhead.Of(b, Groups, Groups, tile: 0),
            Count = Groups,
        };
        var code = kernel.Code;
        Run(code, &dots, WarmUps);
        RunFloats(&floats, WarmUps);
        long dotTicks = long.MaxValue, floatTicks = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            dotTicks = Math.Min(dotTicks, Run(code, &dots, CallsARound));
            floatTicks = Math.Min(floatTicks, RunFloats(&floats, CallsARound));
        }

        double productsADot = 2.0 * kernel.Rows * kernel.Columns, productsAFloat = Tile.Rows * MostColumns;
        return productsADot / Math.Max(1, dotTicks) * (Math.Max(1, floatTicks) / productsAFloat);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Run(DotTileCode code, DotTile* tile, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        code.Begin();
        for (int i = 0; i < calls; i++) code.Multiply(tile);
        code.End();
        return Stopwatch.GetTimestamp() - start;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long RunFloats(Tile* tile, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) Tile8x3<Simd512, Vector512<float>>.Multiply(tile);
        return Stopwatch.GetTimestamp() - start;
    }
}
