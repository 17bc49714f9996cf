using System.Runtime.InteropServices;

namespace Matiz.Tensors.Memory;

/// <summary>
/// Native memory, zeroed, aligned to a cache line, freed with its owner. Zero pages come from the operating system and become
/// resident only when touched, so a large buffer of which few rows are used costs few rows.
/// </summary>
internal sealed unsafe class NativeBuffer : DeviceMemory
{
    private const nuint LineAlignment = 64;
    private void* _allocation;
    private byte* _pointer;

    /// <summary>Memory of the system.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="hasLargePages">
    /// True: in large pages, where there are such: for what is read from end to end again and again. A page is resident as a whole.
    /// </param>
    public NativeBuffer(long bytes, bool hasLargePages = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
        hasLargePages &= (nuint)bytes >= LargePages.Bytes;
        nuint alignment = hasLargePages ? LargePages.Bytes : LineAlignment;
        _allocation = NativeMemory.AllocZeroed((nuint)bytes + alignment);
        _pointer = (byte*)(((nuint)_allocation + alignment - 1) & ~(alignment - 1));
        if (hasLargePages) LargePages.Advise(_pointer, (nuint)bytes);
    }

    ~NativeBuffer() => Free();

    public override byte* Pointer => _pointer;

    public override long Bytes { get; }

    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_allocation);
        _allocation = null;
        _pointer = null;
    }
}
