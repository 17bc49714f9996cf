using System.Runtime.CompilerServices;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>What becomes of a tile's sums while they are in the first-level cache.</summary>
internal unsafe interface IDotEpilogue
{
    /// <summary>Called before each task, on a copy that serves this task alone.</summary>
    /// <param name="worker">Who does it.</param>
    /// <param name="row">Its first row; it has no more than <see cref="DotProductJob{TEpilogue}.MostRowsABlock"/>.</param>
    void Enter(int worker, int row);

    /// <summary>Finishes a tile.</summary>
    /// <param name="sums">[rows, step] 32-bit sums.</param>
    /// <param name="step">Numbers from row to row.</param>
    /// <param name="row">The first row's place in the product.</param>
    /// <param name="column">The first column's place in the product.</param>
    /// <param name="rows">Rows that the product has; never more than the tile's.</param>
    /// <param name="columns">Columns that the product has; never more than the tile's.</param>
    void Finish(int* sums, int step, int row, int column, int rows, int columns);

    /// <summary>
    /// Called after each task, by the worker that did it: its rows from <paramref name="row"/> on have so many panels more.
    /// </summary>
    /// <param name="block">The number of the row block.</param>
    /// <param name="row">Its first row.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="panels">Panels that this task finished.</param>
    void Leave(int block, int row, int rows, int panels);
}

/// <summary>
/// Dot products of A [M, groups] as it lies by B in panels; a task is a block of rows by a few panels. Each tile's sums go to a scratch of
/// the worker and from there through the epilogue. K is taken in one go: a panel of 3072 8-bit integers is no larger than one of 768
/// 32-bit numbers.
/// </summary>
/// <typeparam name="TEpilogue">What becomes of the sums.</typeparam>
internal unsafe struct DotProductJob<TEpilogue> : IJob
    where TEpilogue : unmanaged, IDotEpilogue
{
    // As in products of 32-bit numbers: so many rows of A beside a panel stay in the second-level cache.
    private const int RowsABlock = 48;

    private const int EnoughTasks = 64;
    private const int BlocksAWorker = 4;

    // From so many on, panels are read again and again.
    private const int ManyRowBlocks = 8;

    private int _tiles;
    private int _rowBlocks;
    private int _panels;
    private int _panelsATask;

    /// <summary>[M, groups]; memory is there for M rounded up to the kernel's rows.</summary>
    public byte* A;
    public nint ARowBytes;

    /// <summary>Panels [groups][columns of the kernel], one after another.</summary>
    public byte* B;
    public int M;
    public int N;
    public int Groups;
    public int TileRows;
    public int TileColumns;
    public DotTileCode Code;

    /// <summary>The tile kernel's.</summary>
    public long PanelBytesATask;
    public TEpilogue Epilogue;

    /// <summary>Threads that take tasks in turn: guides what is fetched ahead, and how rows are finished.</summary>
    public int Workers;

    /// <summary>
    /// True: the epilogue reads whole rows once more, so that a task had better take all of a block's panels, though B comes from the
    /// third-level cache then: the rows would come from farther away.
    /// </summary>
    public bool FinishesRows;

    /// <summary>Row blocks, once planned.</summary>
    public readonly int RowBlocks => _rowBlocks;

    /// <summary>Panels of B, once planned.</summary>
    public readonly int Panels => _panels;

    /// <summary>True: a task takes all panels of its block of rows, once planned.</summary>
    public readonly bool TakesWholeRows => _panelsATask == _panels;

    /// <summary>The most rows that a block has.</summary>
    public readonly int MostRowsABlock => TilesABlock * TileRows;

    private readonly int TilesABlock => (RowsABlock + TileRows - 1) / TileRows;

    private readonly long PanelBytes => (long)Groups * TileColumns * DotTile.GroupBytes;

    /// <summary>Cuts the work, by its size, and by the threads where tasks finish rows; chooses the code for so many rows.</summary>
    /// <returns>The number of tasks.</returns>
    public int Plan()
    {
        _tiles = (M + TileRows - 1) / TileRows;
        _rowBlocks = (_tiles + TilesABlock - 1) / TilesABlock;
        _panels = (N + TileColumns - 1) / TileColumns;
        if (_rowBlocks >= ManyRowBlocks && Code.AssembledForManyRows != null) Code.Assembled = Code.AssembledForManyRows;
        if (FinishesRows && _rowBlocks >= BlocksAWorker * Workers)
        {
            _panelsATask = _panels;
            return _rowBlocks;
        }

        _panelsATask = (int)Math.Clamp(PanelBytesATask / PanelBytes, 1, _panels);
        while (_panelsATask > 1 && _rowBlocks * Tasks(_panels, _panelsATask) < EnoughTasks) _panelsATask = (_panelsATask + 1) / 2;
        return _rowBlocks * Tasks(_panels, _panelsATask);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int task, int worker)
    {
        int block = task % _rowBlocks, firstPanel = task / _rowBlocks * _panelsATask;
        int firstTile = (int)((long)block * _tiles / _rowBlocks), endTile = (int)((long)(block + 1) * _tiles / _rowBlocks);
        int endPanel = Math.Min(firstPanel + _panelsATask, _panels), firstRow = firstTile * TileRows;
        var epilogue = Epilogue;
        epilogue.Enter(worker, firstRow);
        byte* scratch = ThreadScratch.Get(ThreadScratch.Slot.Task, (long)TileRows * TileColumns * sizeof(int));
        int tilesAPanel = Math.Max(1, TileColumns * DotTile.GroupBytes / TileMemory.LineBytes);
        DotTile tile;
        tile.ARowBytes = ARowBytes;
        tile.Groups = Groups;
        tile.C = scratch;
        tile.CRowBytes = TileColumns * sizeof(int);
        Code.Begin();
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            tile.B = B + (panel * PanelBytes);
            byte* ahead = Next(task, panel, endPanel);
            int column = panel * TileColumns, columns = Math.Min(TileColumns, N - column);
            for (int t = firstTile; t < endTile; t++)
            {
                int row = t * TileRows;
                tile.A = A + (row * ARowBytes);
                tile.Ahead = StreamsAhead.Of(ahead, (nint)(PanelBytes / TileMemory.LineBytes), Groups, (t - firstTile) % tilesAPanel);
                Code.Multiply(&tile);
                epilogue.Finish((int*)scratch, TileColumns, row, column, Math.Min(TileRows, M - row), columns);
            }
        }

        Code.End();
        epilogue.Leave(block, firstRow, Math.Min(endTile * TileRows, M) - firstRow, endPanel - firstPanel);
    }

    // The panel that this worker most likely reads after this one, of its task or of the task that it will get.
    private readonly byte* Next(int task, int panel, int endPanel)
    {
        int next = panel + 1 < endPanel ? panel + 1 : (task + Workers) / _rowBlocks * _panelsATask;
        return B + ((next < _panels ? next : 0) * PanelBytes);
    }

    private static int Tasks(int panels, int panelsATask) => (panels + panelsATask - 1) / panelsATask;
}
