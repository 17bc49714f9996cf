using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>
/// C = Start + A·B with A [M, K] as it lies and B [K, N] in panels, then y = f(C). A task is a block of rows by a few panels;
/// tasks that share panels follow each other, so that the panels stay in a core's second-level cache while A streams by.
/// </summary>
internal unsafe struct ProductJob<T, S, V> : IJob
    where T : struct, ITileKernel<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    // A panel of this many rows, 147 KB for 48 columns, and the 48 rows of A beside it stay in the second-level cache.
    private const int LongestCount = 768;
    private const int TilesABlock = 6;
    private const int TilesAShortBlock = 3;

    // With few rows, weights come from far away and take longer than the products: 37 KB stay in the first-level cache from tile to
    // tile, and leave the way to the second level to what is fetched ahead.
    private const int FewTiles = 4;
    private const int LongestCountOfFew = 192;

    // Enough for any number of workers to end together; a task of 48 x 48 x 768 takes some 15 microseconds.
    private const int EnoughTasks = 64;
    private const long PanelBytesATask = 640 << 10;

    private int _tiles;
    private int _rowBlocks;
    private int _panels;
    private int _panelsATask;
    private int _counts;
    private bool _panelByPanel;

    public float* A;
    public float* B;
    public int M;
    public int N;
    public int K;

    /// <summary>Start[i, j] lies at Start[i·StartRow + j·StartColumn].</summary>
    public float* Start;
    public nint StartRow;
    public nint StartColumn;

    public float* C;
    public Activation Activation;
    public float* Y;

    /// <summary>Threads that take tasks in turn: only guides what is fetched ahead.</summary>
    public int Workers;

    /// <summary>Cuts the work, by its size alone.</summary>
    /// <returns>The number of tasks.</returns>
    public int Plan()
    {
        _tiles = (M + Tile.Rows - 1) / Tile.Rows;
        _rowBlocks = (_tiles + TilesABlock - 1) / TilesABlock;
        _panels = Panels<S, V>.Count(N);
        _panelByPanel = _tiles <= FewTiles;
        int longestCount = _panelByPanel ? LongestCountOfFew : LongestCount;
        _counts = (K + longestCount - 1) / longestCount;
        long panelBytes = (long)Math.Min(K, LongestCount) * Panels<S, V>.Width * sizeof(float);
        _panelsATask = (int)Math.Clamp(PanelBytesATask / panelBytes, 1, _panels);
        while (_panelsATask > 1 && _rowBlocks * Tasks(_panels, _panelsATask) < EnoughTasks) _panelsATask = (_panelsATask + 1) / 2;
        if (_rowBlocks > 1 && _rowBlocks * Tasks(_panels, _panelsATask) < EnoughTasks)
            _rowBlocks = (_tiles + TilesAShortBlock - 1) / TilesAShortBlock;
        return _rowBlocks * Tasks(_panels, _panelsATask);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int task, int worker)
    {
        int block = task % _rowBlocks, firstPanel = task / _rowBlocks * _panelsATask;
        int firstTile = (int)((long)block * _tiles / _rowBlocks), endTile = (int)((long)(block + 1) * _tiles / _rowBlocks);
        int endPanel = Math.Min(firstPanel + _panelsATask, _panels);
        int width = Panels<S, V>.Width, lines = Panels<S, V>.LinesARow;
        Tile tile;
        tile.ARow = K;
        tile.AStep = 1;
        tile.CRow = N;
        tile.AddsToC = false;
        int panels = endPanel - firstPanel, steps = panels * _counts;
        for (int step = 0; step < steps; step++)
        {
            int part = PartOf(step, panels), panel = firstPanel + PanelOf(step, panels);
            int k = (int)((long)part * K / _counts), kEnd = (int)((long)(part + 1) * K / _counts);
            int column = panel * width, columns = Math.Min(width, N - column);
            tile.Count = kEnd - k;
            tile.BStep = Panels<S, V>.WidthOf(panel, N);
            tile.B = B + ((long)column * K) + ((long)k * tile.BStep);
            byte* ahead = (byte*)Next(task, step + 1, firstPanel, panels);
            for (int t = firstTile; t < endTile; t++)
            {
                long row = (long)t * Tile.Rows;
                tile.A = A + (row * K) + k;
                tile.C = C + (row * N) + column;
                tile.Start = part > 0 ? tile.C : Start + (row * StartRow) + (column * StartColumn);
                tile.StartRow = part > 0 ? N : StartRow;
                tile.Ahead = StreamsAhead.Of(ahead, tile.Count * lines, tile.Count, (t - firstTile) % lines);
                Tiles<T, S, V>.Multiply(&tile, Tile.Rows, columns);
                if (kEnd == K && Activation != Activation.None)
                    RowActivation<S, V>.Apply(Activation, tile.C, Y + (tile.C - C), N, Tile.Rows, columns);
            }
        }
    }

    // Many rows go through a part of K in all panels before the next part; few take all of a panel, in the order in which it lies.
    private readonly int PartOf(int step, int panels) => _panelByPanel ? step % _counts : step / panels;

    private readonly int PanelOf(int step, int panels) => _panelByPanel ? step / _counts : step % panels;

    // What this worker most likely reads next: of its task, or of the task that it will get. Its fetching costs nothing where it
    // is in the cache already, and weights come from far away when there are few rows.
    private readonly float* Next(int task, int step, int firstPanel, int panels)
    {
        if (step == panels * _counts)
        {
            step = 0;
            firstPanel = (task + Workers) / _rowBlocks * _panelsATask;
        }

        int part = PartOf(step, panels), panel = firstPanel + PanelOf(step, panels);
        if (panel >= _panels) return B;
        return B + ((long)panel * Panels<S, V>.Width * K) + ((long)part * K / _counts * Panels<S, V>.WidthOf(panel, N));
    }

    private static int Tasks(int panels, int panelsATask) => (panels + panelsATask - 1) / panelsATask;
}

/// <summary>Eight rows of a product, by the tile kernel for three whole vectors and by single vectors for what is less.</summary>
internal static unsafe class Tiles<T, S, V>
    where T : struct, ITileKernel<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Computes the first <paramref name="rows"/> rows, at most eight, of up to three vectors of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(Tile* tile, int rows, int columns)
    {
        if (columns == Panels<S, V>.Width && rows == Tile.Rows) T.Multiply(tile);
        else MultiplyEdge(*tile, rows, columns);
    }

    private static void MultiplyEdge(Tile tile, int rows, int columns)
    {
        for (; columns > 0; columns -= S.Width)
        {
            Tile8x1<S, V>.Multiply(&tile, rows, Math.Min(columns, S.Width));
            tile.B += S.Width;
            tile.Start += S.Width;
            tile.C += S.Width;
        }
    }
}
