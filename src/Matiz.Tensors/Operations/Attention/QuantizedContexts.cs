using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>
/// Leaves contexts as 8-bit integers too: whoever finishes the last heads of a row of the batch quantizes its tokens, which are still in
/// the cache. A copy of it goes into jobs.
/// </summary>
internal readonly unsafe struct QuantizedContexts
{
    // From so many rows of the batch on; fewer are quantized faster by all threads afterwards.
    private const int FewestRows = 8;

    private readonly QuantizedTarget _target;
    private readonly float* _context;
    private readonly int* _tasksLeft;

    /// <summary>Begins to count the tasks of each row.</summary>
    /// <param name="context">What is quantized, where its tape prepared for that.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="tasksPerRow">Tasks that share a row.</param>
    /// <param name="memory"><see cref="BytesOf"/> bytes.</param>
    public QuantizedContexts(Tensor context, int rows, int tasksPerRow, byte* memory)
    {
        _target = QuantizedTarget.For(context);
        if (!_target.IsWanted) return;
        _context = context.Pointer;
        _tasksLeft = (int*)memory;
        new Span<int>(_tasksLeft, rows).Fill(tasksPerRow);
    }

    /// <summary>Prepares a tensor of contexts, where that pays.</summary>
    public static void Want(Tape tape, Tensor context, RaggedLayout layout)
    {
        if (layout.RowCount >= FewestRows) tape.WantQuantized(context);
    }

    /// <summary>Memory for so many rows of the batch.</summary>
    public static long BytesOf(Tensor context, int rows) => context.Quantized is null ? 0 : (long)rows * sizeof(int);

    /// <summary>Called after each task, by the worker that did it: heads of a row whose tokens lie from the first on.</summary>
    public void Leave(int row, int firstToken, int tokens)
    {
        if (!_target.IsWanted || Interlocked.Decrement(ref _tasksLeft[row]) > 0) return;
        for (int i = firstToken; i < firstToken + tokens; i++) _target.Quantize(i, _context + ((long)i * _target.Columns));
    }
}
