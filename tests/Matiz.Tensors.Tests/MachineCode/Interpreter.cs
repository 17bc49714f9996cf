using Iced.Intel;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>
/// Runs machine code one instruction at a time, as Intel's manual (Software Developer's Manual, volume 2) says each works: so that code
/// is tested for processors that are not there. It knows the instructions that the kernels use and refuses any other; it touches only
/// memory that it was told of; and it starts with rubbish in every register.
/// </summary>
internal sealed unsafe class Interpreter
{
    private const ulong ReturnAddress = 0xDEAD_0000_0000;
    private const int MostInstructions = 10_000_000, StackBytes = 4096, ShadowBytes = 64;

    private readonly byte[] _code;
    private readonly Dictionary<ulong, Instruction> _decoded = [];
    private readonly List<(ulong First, ulong End, bool Writable)> _memory = [];
    private readonly ulong[] _general = [.. Enumerable.Range(0, 16).Select(i => 0x5A5A_0000_0000_0000 + (ulong)i)];
    private bool _zero;

    public Interpreter(byte[] code)
    {
        _code = code;
        Tiles = new TileRegisters(At);
        Vectors = new VectorRegisters(At);
    }

    public VectorRegisters Vectors { get; }

    public TileRegisters Tiles { get; private set; }

    /// <summary>The value of a 64-bit register.</summary>
    public ulong this[Register register]
    {
        get => _general[register.GetNumber()];
        set => _general[register.GetNumber()] = value;
    }

    /// <summary>Takes the tiles as another run left them.</summary>
    public void ContinueWith(TileRegisters tiles)
    {
        tiles.Access = At;
        Tiles = tiles;
    }

    /// <summary>Lets the code read some memory, and write it if <paramref name="writable"/>.</summary>
    public void Allow(void* first, long bytes, bool writable) => _memory.Add(((ulong)first, (ulong)first + (ulong)bytes, writable));

    /// <summary>Calls the code as a function of one argument.</summary>
    public void Call(Register argument, void* value)
    {
        byte* stack = stackalloc byte[StackBytes];
        Allow(stack, StackBytes, writable: true);
        ulong top = (ulong)(stack + StackBytes - ShadowBytes) & ~15UL;
        this[argument] = (ulong)value;
        this[Register.RSP] = top - 8;
        *(ulong*)(top - 8) = ReturnAddress;
        ulong next = 0;
        for (int i = 0; next != ReturnAddress; i++)
        {
            if (i == MostInstructions) throw new InvalidOperationException("the code does not end.");
            next = Run(Decode(next));
        }

        if (this[Register.RSP] != top) throw new InvalidOperationException("the code left the stack pointer elsewhere.");
    }

    // The address of what comes next.
    private ulong Run(Instruction instruction)
    {
        var first = instruction.Op0Register;
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Mov or Mnemonic.Lea:
                this[first] = instruction.Mnemonic == Mnemonic.Lea ? AddressOf(instruction) : SecondOf(instruction);
                break;
            case Mnemonic.Add:
                SetResult(first, this[first] + SecondOf(instruction));
                break;
            case Mnemonic.Sub:
                SetResult(first, this[first] - SecondOf(instruction));
                break;
            case Mnemonic.Shl:
                SetResult(first, this[first] << instruction.Immediate8);
                break;
            case Mnemonic.Push:
                this[Register.RSP] -= 8;
                *(ulong*)At(this[Register.RSP], 8, writes: true) = this[first];
                break;
            case Mnemonic.Pop:
                this[first] = *(ulong*)At(this[Register.RSP], 8, writes: false);
                this[Register.RSP] += 8;
                break;
            case Mnemonic.Jne:
                return _zero ? instruction.NextIP : instruction.NearBranch64;
            case Mnemonic.Ret:
                this[Register.RSP] += 8;
                return *(ulong*)At(this[Register.RSP] - 8, 8, writes: false);
            case Mnemonic.Prefetcht1:
                break;   // a hint, whatever the address
            default:
                ulong address = instruction.MemoryBase == Register.None ? 0 : AddressOf(instruction);
                ulong step = instruction.MemoryIndex == Register.None ? 0 : this[instruction.MemoryIndex];
                if (!Vectors.Run(instruction, address) && !Tiles.Run(instruction, address, step))
                    throw new NotSupportedException($"the interpreter does not know {instruction}.");
                break;
        }

        return instruction.NextIP;
    }

    private Instruction Decode(ulong address)
    {
        if (_decoded.TryGetValue(address, out var known)) return known;
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(_code, (int)address, _code.Length - (int)address));
        decoder.IP = address;
        var instruction = decoder.Decode();
        if (instruction.IsInvalid) throw new InvalidOperationException($"no instruction at byte {address} of the code.");
        return _decoded[address] = instruction;
    }

    private ulong SecondOf(Instruction instruction) => instruction.Op1Kind switch
    {
        OpKind.Register => this[instruction.Op1Register],
        OpKind.Memory => *(ulong*)At(AddressOf(instruction), 8, writes: false),
        _ => instruction.GetImmediate(1),
    };

    private void SetResult(Register register, ulong value)
    {
        this[register] = value;
        _zero = value == 0;
    }

    // Of a tile in memory the index is the distance of its rows.
    private ulong AddressOf(Instruction instruction)
    {
        ulong address = this[instruction.MemoryBase] + instruction.MemoryDisplacement64;
        bool hasIndex = instruction.MemoryIndex != Register.None && instruction.Mnemonic is not (Mnemonic.Tileloadd or Mnemonic.Tilestored);
        return hasIndex ? address + (this[instruction.MemoryIndex] * (ulong)instruction.MemoryIndexScale) : address;
    }

    private byte* At(ulong address, int bytes, bool writes)
    {
        foreach (var (first, end, writable) in _memory)
            if (address >= first && address + (ulong)bytes <= end && (writable || !writes)) return (byte*)address;
        throw new InvalidOperationException($"the code {(writes ? "writes" : "reads")} {bytes} bytes that are not its own.");
    }
}
