using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>One tile's worth of A, B and C in memory of its own, and the plain loop that says what C must hold.</summary>
internal sealed unsafe class DotArrays : IDisposable
{
    private readonly NativeBuffer _a, _b, _c;
    private readonly DotTileKernel _kernel;
    private readonly int _groups;
    private readonly int _aRowBytes;
    private readonly int _cRowBytes;

    /// <summary>Numbers that are everything their bits can be, or chosen.</summary>
    public DotArrays(DotTileKernel kernel, int groups, Func<System.Random, uint> a, Func<System.Random, uint> b, int rowSlack = 0)
    {
        (_kernel, _groups) = (kernel, groups);
        _aRowBytes = (groups * DotTile.GroupBytes) + rowSlack;
        _cRowBytes = (kernel.Columns * DotTile.GroupBytes) + rowSlack;
        _a = new NativeBuffer(kernel.Rows * _aRowBytes);
        _b = new NativeBuffer(groups * kernel.Columns * DotTile.GroupBytes);
        _c = new NativeBuffer(kernel.Rows * _cRowBytes);
        var random = new System.Random(groups);
        for (int i = 0; i < _a.Bytes / 4; i++) ((uint*)_a.Pointer)[i] = a(random);
        for (int i = 0; i < _b.Bytes / 4; i++) ((uint*)_b.Pointer)[i] = b(random);
        new Span<byte>(_c.Pointer, (int)_c.Bytes).Fill(0xEE);
    }

    /// <summary>What the code is given.</summary>
    public DotTile Tile => new()
    {
        A = _a.Pointer,
        ARowBytes = _aRowBytes,
        B = _b.Pointer,
        Groups = _groups,
        C = _c.Pointer,
        CRowBytes = _cRowBytes,
    };

    /// <summary>The memory that the code may read, and the memory that it may write.</summary>
    public (NativeBuffer A, NativeBuffer B, NativeBuffer C) Memory => (_a, _b, _c);

    /// <summary>The bits of C, row by row.</summary>
    public uint[] Sums
    {
        get
        {
            var sums = new uint[_kernel.Rows * _kernel.Columns];
            for (int i = 0; i < _kernel.Rows; i++)
                new ReadOnlySpan<uint>(_c.Pointer + (i * _cRowBytes), _kernel.Columns).CopyTo(sums.AsSpan(i * _kernel.Columns));
            return sums;
        }
    }

    /// <summary>The sums of a plain loop over the groups of each output.</summary>
    public T[] Plain<T>(Func<IEnumerable<(uint A, uint B)>, T> sum) =>
    [
        .. from i in Enumerable.Range(0, _kernel.Rows)
           from j in Enumerable.Range(0, _kernel.Columns)
           select sum(Enumerable.Range(0, _groups).Select(g => (GroupOfA(i, g), GroupOfB(g, j)))),
    ];

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private uint GroupOfA(int i, int g) => *(uint*)(_a.Pointer + (i * _aRowBytes) + (g * DotTile.GroupBytes));

    private uint GroupOfB(int g, int j) => ((uint*)_b.Pointer)[(g * _kernel.Columns) + j];
}
