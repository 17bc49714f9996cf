using Matiz.Learning;

namespace Matiz.Tests.Learning;

public sealed class SmoothDistancesTests
{
    [Theory]
    [MemberData(nameof(UmapGolden.Cases), MemberType = typeof(UmapGolden))]
    public void Of_TheReferencesNeighbours_AreItsSigmasAndRhos(string name)
    {
        var smooth = SmoothDistances.Fit(UmapGolden.Neighbors(name), localConnectivity: 1, threads: null);
        float[] sigmas = UmapGolden.Floats(name + ".sigmas"), rhos = UmapGolden.Floats(name + ".rhos");
        Assert.Equal(0, sigmas.Zip(smooth.Sigmas, (a, b) => Math.Abs(a - b)).Max(), 1e-4f);
        Assert.Equal(0, rhos.Zip(smooth.Rhos, (a, b) => Math.Abs(a - b)).Max(), 1e-4f);
    }

    // Worked out with umap-learn: ordinary distances, a crowd, two copies, copies alone.
    [Fact]
    public void Of_FourRows_AreAsWorkedOut()
    {
        float[] distances = [0, .5f, 1, 1.5f, 2, 0, .5f, .6f, .7f, 3, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0];
        var table = new NeighborTable(4, 5, [.. Enumerable.Range(0, 20).Select(i => i % 5)], distances);
        var smooth = SmoothDistances.Fit(table, localConnectivity: 1, threads: 1);
        Assert.Equal([.5f, .5f, 1, 0], smooth.Rhos);
        foreach (var (expected, found) in ((float[])[1.1318f, .35321f, .0006f, .00064f]).Zip(smooth.Sigmas))
            Assert.Equal(expected, found, 5e-5f);
        float[] memberships = [1, .64290f, .41332f, .26572f];
        for (int j = 1; j < 5; j++) Assert.Equal(memberships[j - 1], smooth.Membership(0, distances[j]), 1e-4f);

        var wider = SmoothDistances.Fit(table, localConnectivity: 1.5, threads: 1);
        Assert.Equal(.75f, wider.Rhos[0], 1e-5f);
        Assert.Equal(.55f, wider.Rhos[1], 1e-5f);
        Assert.Equal(.79060f, wider.Sigmas[0], 1e-4f);
        Assert.Equal(.22839f, wider.Sigmas[1], 1e-4f);
    }
}
