namespace Matiz.Formats.Tests;

public sealed class SharedLoopTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Run_CallsTheBodyOnceForEachIndex(int count)
    {
        int[] calls = new int[count];
        SharedLoop.Run(count, i => Interlocked.Increment(ref calls[i]));
        Assert.All(calls, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Run_InsideItself_Ends()
    {
        int calls = 0;
        SharedLoop.Run(64, _ => SharedLoop.Run(64, _ => Interlocked.Increment(ref calls)));
        Assert.Equal(64 * 64, calls);
    }

    [Fact]
    public void Run_ABodyThatThrows_ThrowsItAsItIsAfterWhatHadBegun()
    {
        int working = 0;
        var thrown = Assert.Throws<FormatException>(() => SharedLoop.Run(1000, i =>
        {
            Interlocked.Increment(ref working);
            try
            {
                if (i == 3) throw new FormatException("three");
                Thread.SpinWait(1000);
            }
            finally
            {
                Interlocked.Decrement(ref working);
            }
        }));
        Assert.Equal("three", thrown.Message);
        Assert.Equal(0, working);
    }
}
