using Iced.Intel;
using Matiz.Tensors.MachineCode;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Eight rows by three 512-bit vectors: 24 sums stay in registers, and each row's group is broadcast into a register once, since a
/// broadcast inside of every product costs an eighth of the speed.
/// </summary>
internal static class VectorDotCode
{
    public const int Rows = 8, Columns = 48;

    private const int Vectors = 3, VectorBytes = 64;
    private const int FirstSum = 0, FirstB = 24, FirstBroadcast = 27, Broadcasts = 5;
    private const int GroupsAStep = StreamsAhead.Count;

    /// <summary>An instruction that adds products of groups to sixteen sums.</summary>
    public delegate void Dot(CodeBuilder code, Register sums, Register a, Register b);

    /// <summary>The code of one kernel.</summary>
    public static byte[] Build(CallingConvention convention, Dot dot)
    {
        var code = new CodeBuilder();
        Register argument = convention.Argument, b = Register.R10, count = Register.R11;
        var rows = new RowAddresses();
        convention.KeepVectors(code);
        var streams = new StreamAddresses(argument);
        code.Push(argument);
        streams.Keep(code);
        rows.Set(code, argument, DotTile.AOffset, DotTile.ARowBytesOffset);
        code.Load(b, CodeBuilder.At(argument, DotTile.BOffset));
        code.Load(count, CodeBuilder.At(argument, DotTile.GroupsOffset));
        streams.Set(code, argument);
        for (int i = 0; i < Rows * Vectors; i++) code.ZeroZmm(Zmm(FirstSum + i));

        int loop = code.Here;
        for (int g = 0; g < GroupsAStep; g++)
        {
            int line = g * Columns * DotTile.GroupBytes;
            code.Prefetch(streams.At(g));
            for (int j = 0; j < Vectors; j++) code.LoadZmm(Zmm(FirstB + j), CodeBuilder.At(b, line + (j * VectorBytes)));
            for (int i = 0; i < Rows; i++)
            {
                var group = Zmm(FirstBroadcast + (i % Broadcasts));
                code.BroadcastZmm(group, rows.At(i, g * DotTile.GroupBytes));
                for (int j = 0; j < Vectors; j++) dot(code, Zmm(FirstSum + (i * Vectors) + j), group, Zmm(FirstB + j));
            }
        }

        rows.Advance(code, GroupsAStep * DotTile.GroupBytes);
        code.Add(b, GroupsAStep * Columns * DotTile.GroupBytes);
        streams.Advance(code, TileMemory.LineBytes);
        code.Subtract(count, GroupsAStep);
        code.JumpIfNotZero(loop);

        streams.Return(code);
        code.Pop(argument);
        rows.Set(code, argument, DotTile.COffset, DotTile.CRowBytesOffset);
        for (int i = 0; i < Rows; i++)
            for (int j = 0; j < Vectors; j++)
                code.StoreZmm(rows.At(i, j * VectorBytes), Zmm(FirstSum + (i * Vectors) + j));
        convention.ReturnVectors(code);
        return code.ToArray();
    }

    private static Register Zmm(int number) => Register.ZMM0 + number;

    // Row i of eight lies at first + i·step: two addresses and two distances say all of them.
    private readonly struct RowAddresses
    {
        private const Register First = Register.RAX, Fifth = Register.RDX, Step = Register.R8, ThreeSteps = Register.R9;

        public RowAddresses()
        {
        }

        public void Set(CodeBuilder code, Register tile, int first, int step)
        {
            code.Load(First, CodeBuilder.At(tile, first));
            code.Load(Step, CodeBuilder.At(tile, step));
            code.LoadAddress(Fifth, CodeBuilder.At(First, Step, 4));
            code.LoadAddress(ThreeSteps, CodeBuilder.At(Step, Step, 2));
        }

        public MemoryOperand At(int row, int offset)
        {
            var first = row < 4 ? First : Fifth;
            return (row % 4) switch
            {
                0 => CodeBuilder.At(first, offset),
                3 => CodeBuilder.At(first, ThreeSteps, 1, offset),
                var steps => CodeBuilder.At(first, Step, steps, offset),
            };
        }

        public void Advance(CodeBuilder code, int bytes)
        {
            code.Add(First, bytes);
            code.Add(Fifth, bytes);
        }
    }
}
