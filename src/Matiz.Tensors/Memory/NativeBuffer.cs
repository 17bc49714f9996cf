using System.Runtime.InteropServices;

namespace Matiz.Tensors.Memory;

/// <summary>
/// Native memory, zeroed, aligned to a cache line, freed with its owner. Zero pages come from the operating system and become
/// resident only when touched, so a large buffer of which few rows are used costs few rows.
/// </summary>
internal sealed unsafe class NativeBuffer : DeviceMemory
{
    private const nuint Alignment = 64;
    private void* _allocation;
    private byte* _pointer;

    public NativeBuffer(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
        _allocation = NativeMemory.AllocZeroed((nuint)bytes + Alignment);
        _pointer = (byte*)(((nuint)_allocation + Alignment - 1) & ~(Alignment - 1));
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
