using Matiz.Learning.Numerics;

namespace Matiz.Tests.Learning.Numerics;

public class FixedBlocksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(null)]
    public void Run_AnyNumberOfThreads_DoesEachTaskOnce(int? threads)
    {
        int[] done = new int[100];
        FixedBlocks.Run(done.Length, threads, task => Interlocked.Increment(ref done[task]), TestContext.Current.CancellationToken);
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Run_WithinATask_DoesTheWorkThere()
    {
        int[] done = new int[12];
        FixedBlocks.Run(3, 2, outer => FixedBlocks.Run(4, 2, inner => Interlocked.Increment(ref done[(4 * outer) + inner])));
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Run_Cancelled_LeavesTheOtherTasksOut()
    {
        using var source = new CancellationTokenSource();
        int done = 0;
        Assert.Throws<OperationCanceledException>(() => FixedBlocks.Run(
            1000,
            2,
            _ =>
            {
                Interlocked.Increment(ref done);
                source.Cancel();
            },
            source.Token));
        Assert.InRange(done, 1, 999);
    }

    [Fact]
    public void Run_ATaskThatFails_FailsWithItsException() =>
        Assert.Equal("seven", Assert.Throws<InvalidOperationException>(() => FixedBlocks.Run(20, 2, task =>
        {
            if (task == 7) throw new InvalidOperationException("seven");
        })).Message);
}
