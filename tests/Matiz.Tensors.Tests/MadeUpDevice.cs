using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests;

/// <summary>
/// A device that no other code knows: plain loops on memory of its own, which it counts, as it does what is copied there and back.
/// </summary>
internal sealed unsafe class MadeUpDevice : Device
{
    public override string Name => "made-up";

    public override int Threads => 1;

    public override string KernelName => "made-up-1";

    public override string Description => "no device at all";

    public long AllocatedBytes { get; private set; }

    public long CopiedHere { get; private set; }

    public long CopiedBack { get; private set; }

    internal override bool HasChosenPrecision => true;

    internal override KernelTable Kernels { get; } = KernelTable.For(Precision.Float32, KernelVariant.Reference);

    public override Device WithPrecision(Precision precision) => this;

    internal override DeviceMemory Allocate(long bytes, bool hasLargePages = false)
    {
        AllocatedBytes += bytes;
        return new NativeBuffer(bytes);
    }

    internal override void CopyFromHost(ReadOnlySpan<float> source, float* destination)
    {
        CopiedHere += source.Length;
        source.CopyTo(new Span<float>(destination, source.Length));
    }

    internal override void CopyToHost(float* source, Span<float> destination)
    {
        CopiedBack += destination.Length;
        new Span<float>(source, destination.Length).CopyTo(destination);
    }

    internal override void Clear(float* first, long count) => new Span<float>(first, (int)count).Clear();

    internal override double MeasurePeak(double minRunMs) => 1;
}
