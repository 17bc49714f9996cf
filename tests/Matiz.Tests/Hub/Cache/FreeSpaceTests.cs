using Matiz.Hub;
using Matiz.Hub.Cache;

namespace Matiz.Tests.Hub.Cache;

public sealed class FreeSpaceTests
{
    [Fact]
    public void In_AFolderThatIsNotThere_IsThatOfItsDisk()
    {
        using var folder = new TemporaryFolder();
        Assert.True(FreeSpace.In(Path.Combine(folder.Root, "not", "yet")) > 0);
    }

    [Fact]
    public void Require_LessThanIsMissing_SaysHowMuch()
    {
        var error = Assert.Throws<HubException>(() => FreeSpace.Require(MadeCache.Model, "/cache", 267_844_872, 1_000));
        Assert.Equal(
            "/cache: 1.0 kB are free on this disk. 267.8 MB, what is missing of user/tiny, were expected to fit. Free some space, or "
                + "name a "
            + "cache on another disk by HF_HUB_CACHE (HubOptions.CacheFolder).", error.Message);
        Assert.False(error.IsOfTheCaller);
        FreeSpace.Require(MadeCache.Model, "/cache", 1_000, 1_000);
        FreeSpace.Require(MadeCache.Model, "/cache", 1_000, free: null);
    }
}
