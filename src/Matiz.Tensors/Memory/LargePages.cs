using System.Runtime.InteropServices;

namespace Matiz.Tensors.Memory;

/// <summary>Pages of 2 MB, which Linux gives where it is asked to and has them; elsewhere nothing is asked.</summary>
internal static unsafe partial class LargePages
{
    /// <summary>The size of a page, and what memory has to be aligned to.</summary>
    public const nuint Bytes = 2 << 20;

    private const int UseLargePages = 14;

    /// <summary>Asks for such pages. A hint: where there are none, all stays as it is.</summary>
    /// <param name="memory">Aligned to a page, not yet touched.</param>
    /// <param name="bytes">How much; the rest behind the last whole page lies in small ones.</param>
    public static void Advise(byte* memory, nuint bytes)
    {
        if (OperatingSystem.IsLinux()) _ = Advise((nint)memory, bytes & ~(Bytes - 1), UseLargePages);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
