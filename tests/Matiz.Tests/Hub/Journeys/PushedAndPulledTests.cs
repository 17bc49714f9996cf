using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub.Journeys;

/// <summary>A model that is pushed and pulled again is the same, and others read the cache it lies in.</summary>
public sealed class PushedAndPulledTests : IDisposable
{
    private static readonly HubRepository Repository = HubRepository.Model("user/pushed");

    private readonly TestHub _hub = TestHub.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-pushed-").FullName;

    public void Dispose()
    {
        _hub.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7_000)]                                                        // 24 parts
    public async Task PushedAndPulled_EveryByteIsTheSame(int? chunkSize)
    {
        _hub.LfsChunkSize = chunkSize;
        var files = TestHubFile.InFolder(SharedFiles.Golden("tiny/distilbert/sequence-classification"));
        var options = new HubOptions { Endpoint = new Uri(_hub.Endpoint), HomeFolder = _folder, Token = TestHub.WriteToken };
        using var client = new HubClient(options);
        var uploader = new HubUploader(client);
        Assert.True(await uploader.CreateRepositoryAsync(Repository, isPrivate: true));
        var commit = new HubCommit(Repository, [.. files.Select(file => HubUploadFile.FromBytes($"sub/{file.Key}", file.Value))]);
        var result = await uploader.CommitAsync(commit);
        Assert.Equal(_hub.Find("user/pushed")!.Head.Id, result.Commit);

        using var downloads = new HubDownloads(options);
        var snapshot = await downloads.SnapshotAsync(Repository, selection: HubSelection.Everything);
        Assert.Equal(result.Commit, snapshot.Commit);
        AssertSame(files, TestHubFile.InFolder(Path.Combine(snapshot.Folder, "sub")));
        AssertSame(
            files, PythonCacheReader.Read(options.CacheFolder, "models", "user/pushed").Where(file => file.Key != ".gitattributes")
                .ToDictionary(file => file.Key["sub/".Length..], file => file.Value, StringComparer.Ordinal));
        Assert.False(_hub.TokenReachedCdn);
    }

    internal static void AssertSame(IReadOnlyDictionary<string, byte[]> expected, IReadOnlyDictionary<string, byte[]> found)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, file => Assert.Equal(file.Value, found[file.Key]));
    }
}
