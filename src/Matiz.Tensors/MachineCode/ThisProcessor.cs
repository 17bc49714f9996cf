using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Matiz.Tensors.MachineCode;

/// <summary>The processor and the operating system that run this program.</summary>
internal sealed unsafe partial class ThisProcessor : IProcessor
{
    // Linux grants the 8 KB of tile data to a process that asks (Documentation/arch/x86/xstate.rst); without it a first tile
    // instruction ends the process.
    private const int RequestPermission = 0x1023, TileData = 18;

    // xor ecx, ecx; xgetbv; shl rdx, 32; or rax, rdx; ret: in both calling conventions.
    private static ReadOnlySpan<byte> ReadXcr0 => [0x31, 0xC9, 0x0F, 0x01, 0xD0, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xD0, 0xC3];

    public bool IsX64 => X86Base.X64.IsSupported;

    public bool HasVector512 =>
        Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Vector512.IsHardwareAccelerated;

    public (int Eax, int Ebx, int Ecx, int Edx) CpuId(int leaf, int subleaf) => X86Base.CpuId(leaf, subleaf);

    public ulong ReadEnabledStates()
    {
        var pages = CodePages.OfThisSystem;
        byte* code = pages is null ? null : pages.TryPlace(ReadXcr0);
        return code is null ? 0 : ((delegate* unmanaged<ulong>)code)();
    }

    // Windows and macOS are not asked: there is no such processor to try them on.
    public bool AskForTileData()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return ControlArchitecture(RequestPermission, TileData) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;   // a C library without that function
        }
    }

    [LibraryImport("libc", EntryPoint = "arch_prctl")]
    private static partial int ControlArchitecture(int code, nuint argument);
}
