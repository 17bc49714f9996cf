using Iced.Intel;

namespace Matiz.Tensors.MachineCode;

/// <summary>Writes machine code, one instruction a call: the few that the kernels are made of, for processors in 64-bit mode.</summary>
internal sealed class CodeBuilder
{
    private readonly Bytes _bytes = new();
    private readonly Encoder _encoder;

    public CodeBuilder() => _encoder = Encoder.Create(64, _bytes);

    /// <summary>Where the next instruction begins: what <see cref="JumpIfNotZero"/> goes back to.</summary>
    public int Here => _bytes.Written.Count;

    /// <summary>The memory at <paramref name="address"/> + <paramref name="offset"/>.</summary>
    public static MemoryOperand At(Register address, int offset = 0) => new(address, offset, offset == 0 ? 0 : 1);

    /// <summary>The memory at <paramref name="address"/> + <paramref name="index"/>·<paramref name="scale"/> + offset.</summary>
    public static MemoryOperand At(Register address, Register index, int scale, int offset = 0) =>
        new(address, index, scale, offset, offset == 0 ? 0 : 1);

    public byte[] ToArray() => [.. _bytes.Written];

    public void Load(Register to, MemoryOperand from) => Write(Instruction.Create(Code.Mov_r64_rm64, to, from));

    public void Move(Register to, Register from) => Write(Instruction.Create(Code.Mov_r64_rm64, to, from));

    public void Set(Register to, int value) => Write(Instruction.Create(Code.Mov_rm64_imm32, to, value));

    public void LoadAddress(Register to, MemoryOperand address) => Write(Instruction.Create(Code.Lea_r64_m, to, address));

    public void Add(Register to, Register value) => Write(Instruction.Create(Code.Add_r64_rm64, to, value));

    public void Add(Register to, int value) => Write(Instruction.Create(Code.Add_rm64_imm32, to, value));

    public void Subtract(Register from, int value) => Write(Instruction.Create(Code.Sub_rm64_imm32, from, value));

    public void ShiftLeft(Register register, int bits) => Write(Instruction.Create(Code.Shl_rm64_imm8, register, bits));

    public void Push(Register register) => Write(Instruction.Create(Code.Push_r64, register));

    public void Pop(Register register) => Write(Instruction.Create(Code.Pop_r64, register));

    /// <summary>Fetches a line to the second-level cache.</summary>
    public void Prefetch(MemoryOperand line) => Write(Instruction.Create(Code.Prefetcht1_m8, line));

    public void JumpIfNotZero(int target) => Write(Instruction.CreateBranch(Code.Jne_rel32_64, (ulong)target));

    public void Return() => Write(Instruction.Create(Code.Retnq));

    public void ClearUpperHalves() => Write(Instruction.Create(Code.VEX_Vzeroupper));

    public void LoadXmm(Register to, MemoryOperand from) => Write(Instruction.Create(Code.VEX_Vmovups_xmm_xmmm128, to, from));

    public void StoreXmm(MemoryOperand to, Register from) => Write(Instruction.Create(Code.VEX_Vmovups_xmmm128_xmm, to, from));

    public void LoadZmm(Register to, MemoryOperand from) => Write(Instruction.Create(Code.EVEX_Vmovdqu32_zmm_k1z_zmmm512, to, from));

    public void StoreZmm(MemoryOperand to, Register from) => Write(Instruction.Create(Code.EVEX_Vmovdqu32_zmmm512_k1z_zmm, to, from));

    public void ZeroZmm(Register register) =>
        Write(Instruction.Create(Code.EVEX_Vpxord_zmm_k1z_zmm_zmmm512b32, register, register, register));

    /// <summary>Sixteen copies of 32 bits.</summary>
    public void BroadcastZmm(Register to, MemoryOperand from) =>
        Write(Instruction.Create(Code.EVEX_Vpbroadcastd_zmm_k1z_xmmm32, to, from));

    /// <summary>Adds to each 32-bit float a product, rounded once: what the interpreter of the tests is checked by.</summary>
    public void MultiplyAdd(Register sums, Register a, Register b) =>
        Write(Instruction.Create(Code.EVEX_Vfmadd231ps_zmm_k1z_zmm_zmmm512b32_er, sums, a, b));

    /// <summary>Adds to each 32-bit integer the products of four unsigned with four signed bytes.</summary>
    public void DotBytes(Register sums, Register unsigned, Register signed) =>
        Write(Instruction.Create(Code.EVEX_Vpdpbusd_zmm_k1z_zmm_zmmm512b32, sums, unsigned, signed));

    /// <summary>Adds to each 32-bit float the products of two pairs of bfloat16 numbers, the upper first.</summary>
    public void DotBFloat16(Register sums, Register a, Register b) =>
        Write(Instruction.Create(Code.EVEX_Vdpbf16ps_zmm_k1z_zmm_zmmm512b32, sums, a, b));

    /// <summary>Says what shape the tiles have: 64 bytes of settings.</summary>
    public void ConfigureTiles(MemoryOperand settings) => Write(Instruction.Create(Code.VEX_Ldtilecfg_m512, settings));

    public void ReleaseTiles() => Write(Instruction.Create(Code.VEX_Tilerelease));

    public void ZeroTile(Register tile) => Write(Instruction.Create(Code.VEX_Tilezero_tmm, tile));

    /// <summary>Rows that lie the index register's value apart.</summary>
    public void LoadTile(Register to, MemoryOperand from) => Write(Instruction.Create(Code.VEX_Tileloadd_tmm_sibmem, to, from));

    /// <inheritdoc cref="LoadTile"/>
    public void StoreTile(MemoryOperand to, Register from) => Write(Instruction.Create(Code.VEX_Tilestored_sibmem_tmm, to, from));

    /// <summary>Adds the product of a tile of signed bytes and another to a tile of 32-bit integers.</summary>
    public void DotTilesOfBytes(Register sums, Register a, Register b) =>
        Write(Instruction.Create(Code.VEX_Tdpbssd_tmm_tmm_tmm, sums, a, b));

    /// <summary>Adds the product of a tile of bfloat16 pairs and another to a tile of 32-bit floats.</summary>
    public void DotTilesOfBFloat16(Register sums, Register a, Register b) =>
        Write(Instruction.Create(Code.VEX_Tdpbf16ps_tmm_tmm_tmm, sums, a, b));

    private void Write(Instruction instruction) => _encoder.Encode(instruction, (ulong)Here);

    private sealed class Bytes : CodeWriter
    {
        public List<byte> Written { get; } = [];

        public override void WriteByte(byte value) => Written.Add(value);
    }
}
