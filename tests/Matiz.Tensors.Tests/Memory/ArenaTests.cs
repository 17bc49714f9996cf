using Matiz.Tensors.Memory;

namespace Matiz.Tensors.Tests.Memory;

public unsafe class ArenaTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public void PassesOfManySizes_NeedLittleMoreThanTheLargest()
    {
        var device = new MadeUpDevice();
        var arena = new Arena(device);
        var sizes = new System.Random(7);
        long largest = 0, allocated = 0;
        for (int pass = 0; pass < 400; pass++)
        {
            long needed = 0;
            for (int i = 0; i < 6; i++)
            {
                long bytes = sizes.Next(1, (int)(20 * Megabyte));
                arena.Allocate(bytes);
                needed += bytes;
            }

            largest = Math.Max(largest, needed);
            arena.Reset();
            if (pass == 200) allocated = device.AllocatedBytes;
        }

        arena.Allocate(1);
        Assert.InRange(arena.Bytes, largest, largest * 3 / 2);
        Assert.Equal(allocated, device.AllocatedBytes);
    }

    [Fact]
    public void Buffers_OfOnePass_LieApart_ThoughBlocksAreFew()
    {
        var arena = new Arena(new MadeUpDevice());
        for (int pass = 0; pass < 3; pass++)
        {
            var taken = new List<(long First, long End)>();
            foreach (long bytes in (long[])[3, 15 * Megabyte, 7 * Megabyte, 64, 30 * Megabyte, 1])
            {
                byte* memory = arena.Allocate(bytes);
                Assert.Equal(0, (long)memory % 64);
                Assert.DoesNotContain(taken, other => (long)memory < other.End && other.First < (long)memory + bytes);
                taken.Add(((long)memory, (long)memory + bytes));
                new Span<byte>(memory, (int)bytes).Fill(1);   // there is memory for all of it
            }

            arena.Reset();
        }
    }

    [Fact]
    public void Recycled_BuffersOfASize_AreHandedOutAgain_UntilTheReset()
    {
        var arena = new Arena(new MadeUpDevice());
        byte* first = arena.Allocate(1000);
        arena.Recycle(first, 1000);

        Assert.NotEqual((nint)first, (nint)arena.Allocate(2000));
        Assert.Equal((nint)first, (nint)arena.Allocate(1000));
        Assert.NotEqual((nint)first, (nint)arena.Allocate(1000));
    }
}
