using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub.Journeys;

/// <summary>Matiz and the Hub's JavaScript client read what the other has written: repositories and caches.</summary>
public sealed class NpmAndMatizTests : IDisposable
{
    private readonly TestHub _hub = TestHub.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-npm-").FullName;

    private HubOptions Options => new() { Endpoint = new Uri(_hub.Endpoint), HomeFolder = _folder, Token = TestHub.WriteToken };

    public void Dispose()
    {
        _hub.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task WhatNpmUploads_MatizDownloads()
    {
        Assert.SkipWhen(NpmHubClient.Absence is not null, NpmHubClient.Absence ?? "");
        _hub.LfsChunkSize = 20_000;
        string source = SharedFiles.Golden("tiny/distilbert/base");
        var files = TestHubFile.InFolder(source);
        NpmHubClient.Run(_hub, "upload", "user/npm", ("folder", source), ("create", true));
        using var downloads = new HubDownloads(Options);
        var snapshot = await downloads.SnapshotAsync(HubRepository.Model("user/npm"));
        Same(files, TestHubFile.InFolder(snapshot.Folder));
    }

    [Fact]
    public async Task WhatMatizPushes_NpmDownloads()
    {
        Assert.SkipWhen(NpmHubClient.Absence is not null, NpmHubClient.Absence ?? "");
        var files = TestHubFile.InFolder(SharedFiles.Golden("tiny/distilbert/base"));
        using var client = new HubClient(Options);
        var uploader = new HubUploader(client);
        var repository = HubRepository.Model("user/matiz");
        await uploader.CreateRepositoryAsync(repository);
        await uploader.CommitAsync(new(repository, [.. files.Select(file => HubUploadFile.FromBytes(file.Key, file.Value))]));
        string target = Path.Combine(_folder, "npm");
        NpmHubClient.Run(_hub, "download", "user/matiz", ("folder", target));
        Same(files, TestHubFile.InFolder(target));
    }

    [Fact]
    public async Task Caches_AreReadBothWays()
    {
        Assert.SkipWhen(NpmHubClient.Absence is not null, NpmHubClient.Absence ?? "");
        var files = Contents(_hub.AddTiny("user/one"));
        _hub.AddTiny("user/two");
        NpmHubClient.Run(_hub, "snapshot", "user/one", ("cacheDir", Options.CacheFolder));
        using (var offline = new HubDownloads(Options with { IsOffline = true }))
        {
            var snapshot = await offline.SnapshotAsync(HubRepository.Model("user/one"));
            Same(files, TestHubFile.InFolder(snapshot.Folder));
        }

        using var downloads = new HubDownloads(Options);
        await downloads.SnapshotAsync(HubRepository.Model("user/two"));
        _hub.ClearRequests();
        var answer = NpmHubClient.Run(_hub, "snapshot", "user/two", ("cacheDir", Options.CacheFolder));
        Same(files, TestHubFile.InFolder(answer["folder"]!.GetValue<string>()));
        Assert.DoesNotContain(_hub.Requests, request => request.Path.Contains("/resolve/", StringComparison.Ordinal));
    }

    private static Dictionary<string, byte[]> Contents(TestHubRepository repository) =>
        repository.Head.Files.ToDictionary(file => file.Key, file => file.Value.Content, StringComparer.Ordinal);

    private static void Same(IReadOnlyDictionary<string, byte[]> expected, IReadOnlyDictionary<string, byte[]> found) =>
        PushedAndPulledTests.AssertSame(
            expected, found.Where(file => file.Key != ".gitattributes").ToDictionary(StringComparer.Ordinal));
}
