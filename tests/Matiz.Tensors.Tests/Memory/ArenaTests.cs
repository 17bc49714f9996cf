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
    public void Recycled_Memory_IsUsedAgain_ByBuffersOfAnySize()
    {
        var arena = new Arena(new MadeUpDevice());
        byte* first = arena.Allocate(1000), second = arena.Allocate(3000), third = arena.Allocate(10);
        arena.Recycle(first, 1000);

        Assert.NotEqual((nint)first, (nint)arena.Allocate(2000));
        Assert.Equal((nint)first, (nint)arena.Allocate(500));
        arena.Recycle(first, 500);
        arena.Recycle(second, 3000);
        Assert.Equal((nint)first, (nint)arena.Allocate(4000));
        Assert.NotEqual((nint)third, (nint)arena.Allocate(10));
    }

    [Fact]
    public void Memory_ThatIsNotInUse_IsNotTakenBack()
    {
        var arena = new Arena(new MadeUpDevice());
        nint first = (nint)arena.Allocate(1000), second = (nint)arena.Allocate(1000);
        arena.Recycle((byte*)first, 1000);
        byte elsewhere = 0;

        Assert.Throws<InvalidOperationException>(() => arena.Recycle((byte*)first, 1000));
        Assert.Throws<InvalidOperationException>(() => arena.Recycle((byte*)first + 64, 64));
        Assert.Throws<InvalidOperationException>(() => arena.Recycle((byte*)second, 30 * Megabyte));
        nint other = (nint)(&elsewhere);
        Assert.Throws<InvalidOperationException>(() => arena.Recycle((byte*)other, 1));
        Assert.Equal(first, (nint)arena.Allocate(1000));
        Assert.NotEqual(second, (nint)arena.Allocate(1000));
    }

    [Fact]
    public void LayersOfAPass_NeedNoMoreThanWhatLivesAtOnce()
    {
        const long Narrow = 2 * Megabyte, Wide = 4 * Narrow;
        var arena = new Arena(new MadeUpDevice());
        for (int layer = 0; layer < 5; layer++)
        {
            byte* joint = arena.Allocate(3 * Narrow), context = arena.Allocate(Narrow);
            arena.Recycle(joint, 3 * Narrow);
            byte* wide = arena.Allocate(Wide);
            arena.Recycle(context, Narrow);
            arena.Recycle(wide, Wide);
        }

        Assert.Equal(16 * Megabyte, arena.Bytes);
    }

    [Fact]
    public void Buffers_ThatComeAndGo_LieApart_AndLeaveNothingBehind()
    {
        var arena = new Arena(new MadeUpDevice());
        var random = new System.Random(3);
        var taken = new List<(long First, long Bytes)>();
        for (int i = 0; i < 4000; i++)
        {
            if (taken.Count > 0 && random.Next(2) == 0)
            {
                int place = random.Next(taken.Count);
                arena.Recycle((byte*)taken[place].First, taken[place].Bytes);
                taken.RemoveAt(place);
                continue;
            }

            long bytes = random.Next(0, 200_000);
            long memory = (long)arena.Allocate(bytes);
            Assert.DoesNotContain(taken, other => memory < other.First + other.Bytes && other.First < memory + bytes);
            taken.Add((memory, bytes));
        }

        long held = arena.Bytes;
        foreach ((long memory, long bytes) in taken) arena.Recycle((byte*)memory, bytes);
        arena.Allocate(16 * Megabyte);
        Assert.Equal(held, arena.Bytes);
    }
}
