using Matiz.Server.Shadowing;

namespace Matiz.Server.Tests.Shadowing;

public sealed class ShadowSamplerTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 100)]
    [InlineData(0.25, 250)]
    [InlineData(0.333, 333)]
    [InlineData(1, 1000)]
    public void Share_IsTakenEvenly(double share, int expected)
    {
        var sampler = new ShadowSampler(share);
        int[] taken = [.. Enumerable.Range(1, 1000).Where(_ => sampler.Takes())];
        Assert.Equal(expected, taken.Length);
        for (int i = 1; i < taken.Length; i++) Assert.InRange(taken[i] - taken[i - 1], 1, (int)Math.Ceiling(1 / share));
    }
}
