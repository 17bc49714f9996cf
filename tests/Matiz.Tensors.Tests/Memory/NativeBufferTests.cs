using Matiz.Tensors.Memory;

namespace Matiz.Tensors.Tests.Memory;

public unsafe class NativeBufferTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData((2 << 20) - 1, true)]
    [InlineData(2 << 20, true)]
    [InlineData((5 << 20) + 3, false)]
    [InlineData((5 << 20) + 3, true)]
    public void Memory_InSmallAndInLargePages_IsZeroedAlignedAndAllThere(int bytes, bool hasLargePages)
    {
        using var buffer = new NativeBuffer(bytes, hasLargePages);
        var memory = new Span<byte>(buffer.Pointer, bytes);

        nuint alignment = hasLargePages && (nuint)bytes >= LargePages.Bytes ? LargePages.Bytes : 64;
        Assert.Equal((nuint)0, (nuint)buffer.Pointer % alignment);
        Assert.False(memory.ContainsAnyExcept((byte)0));
        memory.Fill(0xA5);
        Assert.Equal(bytes, memory.Count((byte)0xA5));
        Assert.Equal(bytes, buffer.Bytes);
    }
}
