using System.Runtime.CompilerServices;

namespace Matiz.Learning.Numerics;

/// <summary>Zeroed numbers at an address that is a multiple of 64 and does not move; freed with the object.</summary>
internal sealed unsafe class AlignedArray<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private readonly T[] _memory;
    private readonly int _start;

    public AlignedArray(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<T>(checked(length + (Alignment / sizeof(T))), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _start = (int)((Alignment - (address % Alignment)) % Alignment / (nuint)sizeof(T));
        Pointer = (T*)Unsafe.AsPointer(ref _memory[_start]);
    }

    public int Length { get; }

    /// <summary>Valid as long as this object is reachable: a caller keeps it in a field or ends with <see cref="GC.KeepAlive"/>.</summary>
    public T* Pointer { get; }

    public Span<T> Span => _memory.AsSpan(_start, Length);
}
