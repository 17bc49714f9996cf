using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Matiz.Cli.Native;

/// <summary>
/// Whether 512-bit vectors can be used here: the processor has them, and Linux keeps them when it changes threads. The level is x86-64-v4;
/// it is asked anew since a program built for less has no other way to know.
/// </summary>
internal static partial class WideVectors
{
    // CPUID 7.0 EBX: AVX512F, DQ, CD, BW, VL.
    private const int Instructions = 1 << 16 | 1 << 17 | 1 << 28 | 1 << 30 | 1 << 31;

    // CPUID 1 EAX without stepping and reserved bits: Skylake, Cascade Lake and Cooper Lake servers slow down all that runs beside these
    // vectors. .NET's own compiler leaves them alone there; a native build takes the same kernels, and has the same bits.
    private const int FamilyAndModel = 0x0FFF0FF0, SlowedDown = 0x00050650;

    // XCR0: the SSE, AVX, mask, upper and further registers that are kept.
    private const ulong Registers = 1 << 1 | 1 << 2 | 1 << 5 | 1 << 6 | 1 << 7;

    private const long ArchPrctl = 158, GetSupported = 0x1021;                  // arch_prctl(ARCH_GET_XCOMP_SUPP), since Linux 5.16

    /// <summary>Whether they can be used, and are worth it.</summary>
    public static bool AreUsable() =>
        X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Ebx & Instructions) == Instructions
            && (X86Base.CpuId(1, 0).Eax & FamilyAndModel) != SlowedDown && AreKept();

    // Older systems say it in a list of features alone, from which they take what they do not keep.
    private static bool AreKept()
    {
        ulong kept = 0;
        if (SystemCall(ArchPrctl, GetSupported, ref kept) == 0) return (kept & Registers) == Registers;
        try
        {
            string? features = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
            return features?.Split(' ').Contains("avx512vl", StringComparer.Ordinal) == true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, long code, ref ulong answer);
}
