using Iced.Intel;
using Matiz.Tensors.MachineCode;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Thirty-two rows by thirty-two columns by the processor's tiles (AMX): two by two tiles of sums, so that each tile of A and of B that
/// is loaded serves twice. A step is sixteen groups, a tile's width.
/// </summary>
/// <remarks>
/// A thread tells the processor the tiles' shape before its first product (<see cref="BuildBegin"/>) and gives them up after the last
/// (<see cref="BuildEnd"/>): once a task, since telling costs some 200 cycles, a quarter of a product, while whatever else runs on the
/// thread between two tasks may use tiles of its own. The operating system keeps them for each thread, as it does with vectors, and a
/// thread that is stopped or interrupted finds them as they were; but they are so large that its signals need more room
/// (<see cref="SignalStack"/>).
/// </remarks>
internal static class TileDotCode
{
    public const int Rows = 32, Columns = 32;

    /// <summary>Bytes of what <see cref="Configuration"/> holds.</summary>
    public const int ConfigurationBytes = 64;

    private const int LinesAStep = DotTile.GroupGranularity / StreamsAhead.Count;   // of each stream
    private const int TileRows = 16, TileRowBytes = 64, TileCount = 8;
    private const Register FirstRow = Register.RAX, MiddleRow = Register.RDX, Step = Register.R8;
    private const Register B = Register.R9, BStep = Register.R10, Count = Register.R11;
    private const Register ATop = Register.TMM4, ABottom = Register.TMM5, BLeft = Register.TMM6, BRight = Register.TMM7;

    // The sums: top left, top right, bottom left, bottom right.
    private const Register TopLeft = Register.TMM0, TopRight = Register.TMM1, BottomLeft = Register.TMM2, BottomRight = Register.TMM3;

    /// <summary>An instruction that adds the product of two tiles to a third.</summary>
    public delegate void Dot(CodeBuilder code, Register sums, Register a, Register b);

    /// <summary>Eight whole tiles: palette 1 in the first byte, bytes a row from byte 16 on, rows from byte 48 on.</summary>
    public static byte[] Configuration()
    {
        var settings = new byte[ConfigurationBytes];
        settings[0] = 1;
        for (int tile = 0; tile < TileCount; tile++)
        {
            settings[16 + (2 * tile)] = TileRowBytes;
            settings[48 + tile] = TileRows;
        }

        return settings;
    }

    /// <summary>The code that a thread runs before its products: its argument points to the configuration.</summary>
    public static byte[] BuildBegin(CallingConvention convention)
    {
        var code = new CodeBuilder();
        code.ConfigureTiles(CodeBuilder.At(convention.Argument));
        code.Return();
        return code.ToArray();
    }

    /// <summary>The code that a thread runs after its products.</summary>
    public static byte[] BuildEnd()
    {
        var code = new CodeBuilder();
        code.ReleaseTiles();
        code.Return();
        return code.ToArray();
    }

    /// <summary>The code of one kernel.</summary>
    /// <param name="convention">How it is called.</param>
    /// <param name="dot">Its instruction.</param>
    /// <param name="fetchesAhead">False: what a tile says of lines that are wanted soon is passed over.</param>
    public static byte[] Build(CallingConvention convention, Dot dot, bool fetchesAhead)
    {
        var code = new CodeBuilder();
        var argument = convention.Argument;
        var streams = new StreamAddresses(argument);
        code.Push(argument);
        streams.Keep(code);
        SetRows(code, argument, DotTile.AOffset, DotTile.ARowBytesOffset);
        code.Load(B, CodeBuilder.At(argument, DotTile.BOffset));
        code.Set(BStep, Columns * DotTile.GroupBytes);
        code.Load(Count, CodeBuilder.At(argument, DotTile.GroupsOffset));
        streams.Set(code, argument);
        foreach (var sums in (Register[])[TopLeft, TopRight, BottomLeft, BottomRight]) code.ZeroTile(sums);

        int loop = code.Here;
        code.LoadTile(ATop, CodeBuilder.At(FirstRow, Step, 1));
        code.LoadTile(BLeft, CodeBuilder.At(B, BStep, 1));
        code.LoadTile(BRight, CodeBuilder.At(B, BStep, 1, TileRowBytes));
        code.LoadTile(ABottom, CodeBuilder.At(MiddleRow, Step, 1));
        dot(code, TopLeft, ATop, BLeft);
        if (fetchesAhead) PrefetchHalf(code, streams, 0);
        dot(code, TopRight, ATop, BRight);
        if (fetchesAhead) PrefetchHalf(code, streams, LinesAStep / 2);
        dot(code, BottomLeft, ABottom, BLeft);
        dot(code, BottomRight, ABottom, BRight);
        code.Add(FirstRow, TileRowBytes);
        code.Add(MiddleRow, TileRowBytes);
        code.Add(B, DotTile.GroupGranularity * Columns * DotTile.GroupBytes);
        streams.Advance(code, LinesAStep * TileMemory.LineBytes);
        code.Subtract(Count, DotTile.GroupGranularity);
        code.JumpIfNotZero(loop);

        streams.Return(code);
        code.Pop(argument);
        SetRows(code, argument, DotTile.COffset, DotTile.CRowBytesOffset);
        code.StoreTile(CodeBuilder.At(FirstRow, Step, 1), TopLeft);
        code.StoreTile(CodeBuilder.At(FirstRow, Step, 1, TileRowBytes), TopRight);
        code.StoreTile(CodeBuilder.At(MiddleRow, Step, 1), BottomLeft);
        code.StoreTile(CodeBuilder.At(MiddleRow, Step, 1, TileRowBytes), BottomRight);
        code.Return();
        return code.ToArray();
    }

    private static void SetRows(CodeBuilder code, Register tile, int first, int step)
    {
        code.Load(FirstRow, CodeBuilder.At(tile, first));
        code.Load(Step, CodeBuilder.At(tile, step));
        code.Move(MiddleRow, Step);
        code.ShiftLeft(MiddleRow, 4);   // sixteen rows
        code.Add(MiddleRow, FirstRow);
    }

    private static void PrefetchHalf(CodeBuilder code, StreamAddresses streams, int first)
    {
        for (int line = first; line < first + (LinesAStep / 2); line++)
            for (int stream = 0; stream < StreamsAhead.Count; stream++) code.Prefetch(streams.At(stream, line * TileMemory.LineBytes));
    }
}
