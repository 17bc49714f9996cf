namespace Matiz.Tensors.MachineCode;

/// <summary>
/// Memory for code that was made at run time: written first, executable afterwards, never both at once. A system may refuse it (a
/// hardened kernel, a sandbox); then there is no such code, and callers use kernels that the compiler made.
/// </summary>
internal abstract unsafe class CodePages
{
    /// <summary>What this operating system offers; null: none that is known, or a processor of another kind.</summary>
    public static CodePages? OfThisSystem { get; } =
        !System.Runtime.Intrinsics.X86.X86Base.X64.IsSupported ? null
        : OperatingSystem.IsWindows() ? new WindowsCodePages()
        : OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? new UnixCodePages()
        : null;

    /// <summary>Puts code into pages of its own, which stay for the life of the process.</summary>
    /// <returns>Its first instruction; null: refused.</returns>
    public byte* TryPlace(ReadOnlySpan<byte> code)
    {
        byte* pages = Reserve((nuint)code.Length);
        if (pages is null) return null;
        code.CopyTo(new Span<byte>(pages, code.Length));
        if (MakeExecutable(pages, (nuint)code.Length)) return pages;
        Release(pages, (nuint)code.Length);
        return null;
    }

    /// <summary>Fresh pages that can be read and written; null: refused.</summary>
    protected abstract byte* Reserve(nuint bytes);

    /// <summary>Pages that can be read and executed from now on, and no longer written; false: refused.</summary>
    protected abstract bool MakeExecutable(byte* pages, nuint bytes);

    /// <summary>Gives pages back.</summary>
    protected abstract void Release(byte* pages, nuint bytes);
}
