using Iced.Intel;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>Where memory lies that an instruction may touch; throws for any other.</summary>
internal unsafe delegate byte* MemoryAccess(ulong address, int bytes, bool writes);

/// <summary>The registers zmm0 to zmm31 and the instructions on them.</summary>
internal sealed unsafe class VectorRegisters(MemoryAccess at)
{
    private const int Lanes = 16, XmmLanes = 4;

    // Rubbish that is no number.
    private readonly uint[][] _registers =
        [.. Enumerable.Range(0, 32).Select(i => Enumerable.Repeat(0x7FC0_1234u + (uint)i, Lanes).ToArray())];

    /// <summary>The sixteen lanes of a register.</summary>
    public uint[] this[Register register] => _registers[register.GetNumber()];

    /// <summary>Runs an instruction; false: it is none of these.</summary>
    public bool Run(Instruction instruction, ulong address)
    {
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Vmovdqu32 or Mnemonic.Vmovups:
                Move(instruction, address);
                return true;
            case Mnemonic.Vpbroadcastd:
                Array.Fill(this[instruction.Op0Register], *(uint*)at(address, sizeof(uint), false));
                return true;
            case Mnemonic.Vpxord:
                ForEachLane(instruction, static (_, a, b) => a ^ b);
                return true;
            case Mnemonic.Vfmadd231ps:
                ForEachLane(instruction, static (sum, a, b) => BitConverter.SingleToUInt32Bits(MathF.FusedMultiplyAdd(
                    BitConverter.UInt32BitsToSingle(a), BitConverter.UInt32BitsToSingle(b), BitConverter.UInt32BitsToSingle(sum))));
                return true;
            case Mnemonic.Vpdpbusd:
                ForEachLane(instruction, static (sum, a, b) => sum + DotInstructions.UnsignedBySigned(a, b));
                return true;
            case Mnemonic.Vdpbf16ps:
                ForEachLane(instruction, DotInstructions.BFloat16Pairs);
                return true;
            case Mnemonic.Vzeroupper:
                foreach (var register in _registers.AsSpan(0, 16)) register.AsSpan(XmmLanes).Clear();
                return true;
            default:
                return false;
        }
    }

    private void Move(Instruction instruction, ulong address)
    {
        bool writes = instruction.Op0Kind == OpKind.Memory;
        var register = writes ? instruction.Op1Register : instruction.Op0Register;
        int lanes = register.IsXMM() ? XmmLanes : Lanes;
        var place = new Span<uint>(at(address, lanes * sizeof(uint), writes), lanes);
        if (writes)
        {
            this[register].AsSpan(0, lanes).CopyTo(place);
            return;
        }

        Array.Clear(this[register]);   // what such an instruction does not set it clears
        place.CopyTo(this[register]);
    }

    private void ForEachLane(Instruction instruction, Func<uint, uint, uint, uint> lane)
    {
        if (instruction.OpMask != Register.None || instruction.Op2Kind != OpKind.Register)
            throw new NotSupportedException($"the interpreter does not know {instruction}.");
        uint[] sums = this[instruction.Op0Register], a = this[instruction.Op1Register], b = this[instruction.Op2Register];
        for (int i = 0; i < Lanes; i++) sums[i] = lane(sums[i], a[i], b[i]);
    }
}
