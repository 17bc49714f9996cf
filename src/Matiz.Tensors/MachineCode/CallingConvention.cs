using Iced.Intel;

namespace Matiz.Tensors.MachineCode;

/// <summary>
/// What the system's convention asks of a function with one pointer as its argument. Both let it change rax, rdx, r8 to r11 and the
/// 512-bit registers 16 to 31; Windows wants xmm6 to xmm15 back as they were.
/// </summary>
internal sealed class CallingConvention
{
    // Sixteen bytes a register, and eight that keep the stack at a multiple of sixteen after the return address.
    private const int FirstKept = 6, EndOfKept = 16, VectorBytes = 16;
    private const int FrameBytes = ((EndOfKept - FirstKept) * VectorBytes) + 8;

    private readonly bool _keepsVectors;

    private CallingConvention(Register argument, bool keepsVectors)
    {
        Argument = argument;
        _keepsVectors = keepsVectors;
    }

    /// <summary>Linux and macOS.</summary>
    public static CallingConvention SystemV { get; } = new(Register.RDI, keepsVectors: false);

    public static CallingConvention Windows { get; } = new(Register.RCX, keepsVectors: true);

    public static CallingConvention OfThisSystem => OperatingSystem.IsWindows() ? Windows : SystemV;

    /// <summary>The register that holds the pointer; kernels leave it as it is.</summary>
    public Register Argument { get; }

    /// <summary>Begins a function that changes vector registers.</summary>
    public void KeepVectors(CodeBuilder code)
    {
        if (!_keepsVectors) return;
        code.Subtract(Register.RSP, FrameBytes);
        for (int i = FirstKept; i < EndOfKept; i++) code.StoreXmm(Place(i), Register.XMM0 + i);
    }

    /// <summary>Ends it; the upper halves are cleared, so that older code after it runs at full speed.</summary>
    public void ReturnVectors(CodeBuilder code)
    {
        code.ClearUpperHalves();
        if (_keepsVectors)
        {
            for (int i = FirstKept; i < EndOfKept; i++) code.LoadXmm(Register.XMM0 + i, Place(i));
            code.Add(Register.RSP, FrameBytes);
        }

        code.Return();
    }

    private static MemoryOperand Place(int register) => CodeBuilder.At(Register.RSP, (register - FirstKept) * VectorBytes);
}
