namespace Matiz.Tensors.Memory;

/// <summary>Memory of a device. Its address means something to that device's kernels and copies alone.</summary>
internal abstract unsafe class DeviceMemory : IDisposable
{
    /// <summary>The first byte.</summary>
    public abstract byte* Pointer { get; }

    /// <summary>Bytes from there on.</summary>
    public abstract long Bytes { get; }

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();
}
