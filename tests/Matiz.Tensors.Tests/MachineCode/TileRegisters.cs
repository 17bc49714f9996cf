using Iced.Intel;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>The tiles tmm0 to tmm7, their configuration and the instructions on them.</summary>
internal sealed unsafe class TileRegisters(MemoryAccess at)
{
    private const int Tiles = 8, MostRows = 16, MostRowBytes = 64, ConfigurationBytes = 64;

    private readonly uint[][,] _tiles = [.. Enumerable.Range(0, Tiles).Select(_ => new uint[MostRows, MostRowBytes / sizeof(uint)])];
    private readonly int[] _rows = new int[Tiles], _rowBytes = new int[Tiles];

    // The sum of row i of A by column j of B and what the tile held there.
    private delegate uint Sum(uint before, int i, int j, uint[,] a, uint[,] b, int groups);

    /// <summary>The memory that the code may touch.</summary>
    public MemoryAccess Access { get; set; } = at;

    /// <summary>Whether tiles are configured; without it each of their instructions ends a program.</summary>
    public bool AreConfigured { get; private set; }

    /// <summary>Runs an instruction; false: it is none of these.</summary>
    public bool Run(Instruction instruction, ulong address, ulong step)
    {
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Ldtilecfg:
                Configure(Access(address, ConfigurationBytes, false));
                return true;
            case Mnemonic.Tilerelease:
                AreConfigured = false;
                return true;
            case Mnemonic.Tilezero:
                Array.Clear(_tiles[NumberOf(instruction.Op0Register)]);
                return true;
            case Mnemonic.Tileloadd:
                Load(NumberOf(instruction.Op0Register), address, step);
                return true;
            case Mnemonic.Tilestored:
                Store(NumberOf(instruction.Op1Register), address, step);
                return true;
            case Mnemonic.Tdpbssd:
                Multiply(instruction, SumBytes);
                return true;
            case Mnemonic.Tdpbf16ps:
                Multiply(instruction, SumBFloat16);
                return true;
            default:
                return false;
        }
    }

    private static uint SumBytes(uint before, int i, int j, uint[,] a, uint[,] b, int groups)
    {
        for (int k = 0; k < groups; k++) before += DotInstructions.SignedBySigned(a[i, k], b[k, j]);
        return before;
    }

    // The lower and the upper products are a chain each, from zero; the two are added, then that to what the tile held.
    private static uint SumBFloat16(uint before, int i, int j, uint[,] a, uint[,] b, int groups)
    {
        float low = 0, high = 0;
        for (int k = 0; k < groups; k++)
        {
            low = DotInstructions.MultiplyAdd(PlainDots.Low(a[i, k]), PlainDots.Low(b[k, j]), low);
            high = DotInstructions.MultiplyAdd(PlainDots.High(a[i, k]), PlainDots.High(b[k, j]), high);
        }

        float sum = DotInstructions.Add(BitConverter.UInt32BitsToSingle(before), DotInstructions.Add(low, high));
        return BitConverter.SingleToUInt32Bits(sum);
    }

    private void Configure(byte* settings)
    {
        if (settings[0] != 1) throw new NotSupportedException($"palette {settings[0]} is none that the interpreter knows.");
        for (int i = 1; i < ConfigurationBytes; i++)
        {
            bool isReserved = i is < 16 or (>= 32 and < 48) or >= 56;
            if (isReserved && settings[i] != 0) throw new InvalidOperationException($"byte {i} of the tiles' settings is not zero.");
        }

        for (int tile = 0; tile < Tiles; tile++)
        {
            (_rowBytes[tile], _rows[tile]) = (((ushort*)(settings + 16))[tile], settings[48 + tile]);
            if (_rowBytes[tile] > MostRowBytes || _rows[tile] > MostRows) throw new InvalidOperationException($"tile {tile} is too large.");
            Array.Clear(_tiles[tile]);
        }

        AreConfigured = true;
    }

    private int NumberOf(Register register) => AreConfigured
        ? register - Register.TMM0
        : throw new InvalidOperationException($"{register} is used before the tiles are configured.");

    private void Load(int tile, ulong first, ulong step)
    {
        Array.Clear(_tiles[tile]);
        for (int i = 0; i < _rows[tile]; i++)
        {
            uint* row = (uint*)Access(first + ((ulong)i * step), _rowBytes[tile], false);
            for (int j = 0; j < _rowBytes[tile] / sizeof(uint); j++) _tiles[tile][i, j] = row[j];
        }
    }

    private void Store(int tile, ulong first, ulong step)
    {
        for (int i = 0; i < _rows[tile]; i++)
        {
            uint* row = (uint*)Access(first + ((ulong)i * step), _rowBytes[tile], true);
            for (int j = 0; j < _rowBytes[tile] / sizeof(uint); j++) row[j] = _tiles[tile][i, j];
        }
    }

    private void Multiply(Instruction instruction, Sum sum)
    {
        int c = NumberOf(instruction.Op0Register), a = NumberOf(instruction.Op1Register), b = NumberOf(instruction.Op2Register);
        int groups = _rowBytes[a] / sizeof(uint);
        if (c == a || c == b || a == b || _rows[c] != _rows[a] || _rowBytes[c] != _rowBytes[b] || groups != _rows[b])
            throw new InvalidOperationException($"{instruction} has tiles of shapes that do not fit.");
        for (int i = 0; i < _rows[c]; i++)
            for (int j = 0; j < _rowBytes[c] / sizeof(uint); j++)
                _tiles[c][i, j] = sum(_tiles[c][i, j], i, j, _tiles[a], _tiles[b], groups);
    }
}
