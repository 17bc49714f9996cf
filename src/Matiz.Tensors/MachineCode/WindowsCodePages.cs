using System.Runtime.InteropServices;

namespace Matiz.Tensors.MachineCode;

/// <summary>Pages by <c>VirtualAlloc</c> and <c>VirtualProtect</c>.</summary>
internal sealed unsafe partial class WindowsCodePages : CodePages
{
    private const uint CommitAndReserve = 0x3000, GiveBack = 0x8000;
    private const uint ReadWrite = 0x04, ExecuteRead = 0x20;

    protected override byte* Reserve(nuint bytes) => (byte*)Allocate(0, bytes, CommitAndReserve, ReadWrite);

    protected override bool MakeExecutable(byte* pages, nuint bytes) => Protect((nint)pages, bytes, ExecuteRead, out _) != 0;

    protected override void Release(byte* pages, nuint bytes) => _ = Free((nint)pages, 0, GiveBack);

    [LibraryImport("kernel32", EntryPoint = "VirtualAlloc")]
    private static partial nint Allocate(nint address, nuint size, uint kind, uint protection);

    [LibraryImport("kernel32", EntryPoint = "VirtualProtect")]
    private static partial int Protect(nint address, nuint size, uint protection, out uint before);

    [LibraryImport("kernel32", EntryPoint = "VirtualFree")]
    private static partial int Free(nint address, nuint size, uint kind);
}
