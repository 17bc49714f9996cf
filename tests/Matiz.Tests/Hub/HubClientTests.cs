using System.Text;
using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

public sealed class HubClientTests : IDisposable
{
    private static readonly HubRepository Model = HubRepository.Model("user/tiny");

    private readonly HubPlace _place = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Info_OfARevision_HasCommitAndFiles()
    {
        var repository = _place.Hub.AddModel("user/tiny", ("config.json", "{}"), ("sub/a b.txt", "x"));
        var first = repository.Find("main")!;
        repository.Commit("config.json", "{ }");
        repository.Branch("refs/pr/1", first.Id);
        var now = await _place.Client.GetInfoAsync(Model, cancellationToken: Ct);
        Assert.Equal(repository.Find("main")!.Id, now.Commit);
        Assert.Equal("user/tiny", now.Repository.Id);
        Assert.Contains("sub/a b.txt", now.FileNames);
        Assert.Equal(first.Id, (await _place.Client.GetInfoAsync(Model, "refs/pr/1", Ct)).Commit);
        Assert.Equal(first.Id, (await _place.Client.GetInfoAsync(Model, first.Id, Ct)).Commit);
        Assert.Contains(_place.Hub.Requests, request => request.Path.EndsWith("/revision/refs%2Fpr%2F1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Info_OfARenamedRepository_HasItsNewName()
    {
        _place.Hub.AddModel("user/old", ("config.json", "{}"));
        _place.Hub.Rename("user/old", "user/new");
        var old = HubRepository.Model("user/old");
        Assert.Equal("user/new", (await _place.Client.GetInfoAsync(old, cancellationToken: Ct)).Repository.Id);
        var file = await _place.Client.GetMetadataAsync(old, "config.json", cancellationToken: Ct);
        Assert.Contains("user/new", file.Address.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ByPages_HasEveryFileOnce()
    {
        string[] names = [.. Enumerable.Range(0, 23).Select(i => $"folder {i % 3}/file{i:00}.txt"), "top.json"];
        _place.Hub.AddDataset("user/rows", [.. names.Select(name => (name, name))]);
        _place.Hub.PageSize = 5;
        var files = new List<HubFile>();
        var rows = HubRepository.Dataset("user/rows");
        await foreach (var file in _place.Client.ListFilesAsync(rows, cancellationToken: Ct)) files.Add(file);
        Assert.Equal(names.Order(StringComparer.Ordinal), files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(GitObjects.BlobId(Encoding.UTF8.GetBytes(file.Path)), file.BlobId));
        var below = new List<string>();
        await foreach (var file in _place.Client.ListFilesAsync(rows, folder: "folder 1", cancellationToken: Ct)) below.Add(file.Path);
        Assert.All(below, path => Assert.StartsWith("folder 1/", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Metadata_OfSmallAndLargeFiles_HasHashSizeAndAddress(bool redirectsSmallFiles)
    {
        _place.Hub.RedirectsSmallFiles = redirectsSmallFiles;
        byte[] weights = HubPlace.Bytes(1000);
        var repository = _place.Hub.AddModel("user/tiny", new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["config.json"] = "{}"u8.ToArray(),
            ["model.safetensors"] = weights,
            ["empty.txt"] = [],
        });
        using var client = new HubClient(_place.Options with { Token = TestHub.ReadToken });
        var large = await client.GetMetadataAsync(Model, "model.safetensors", cancellationToken: Ct);
        Assert.Equal((GitObjects.Sha256(weights), 1000L), (large.ETag, large.Size!.Value));
        Assert.StartsWith(_place.Hub.CdnEndpoint, large.Address.AbsoluteUri, StringComparison.Ordinal);
        var small = await client.GetMetadataAsync(Model, "config.json", cancellationToken: Ct);
        Assert.Equal((GitObjects.BlobId("{}"u8.ToArray()), 2L), (small.ETag, small.Size!.Value));
        Assert.Equal(repository.Find("main")!.Id, small.Commit);
        Assert.StartsWith(_place.Hub.Endpoint, small.Address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(0, (await client.GetMetadataAsync(Model, "empty.txt", cancellationToken: Ct)).Size);
        foreach (var (file, content) in ((HubFileMetadata, byte[])[])[(large, weights), (small, "{}"u8.ToArray())])
        {
            string path = _place.Path(file.ETag + ".incomplete");
            await client.DownloadAsync(file, path, cancellationToken: Ct);
            Assert.Equal(content, await File.ReadAllBytesAsync(path, Ct));
        }

        Assert.False(_place.Hub.TokenReachedCdn);
        Assert.All(_place.Hub.Requests.Where(request => !request.IsCdn), request => Assert.True(request.HasToken));
    }

    [Fact]
    public async Task WhoAmI_IsAskedOnce()
    {
        using var client = new HubClient(_place.Options with { Token = " " + TestHub.WriteToken + "\r\n" });
        var user = await client.WhoAmIAsync(Ct);
        Assert.Equal(("user", "write"), (user.Name, user.TokenRole));
        Assert.Equal(["org"], user.Organizations);
        Assert.Same(user, await client.WhoAmIAsync(Ct));
        Assert.Single(_place.Hub.Requests);
    }

    [Fact]
    public async Task References_AndAccess_AreAsked()
    {
        var repository = _place.Hub.AddModel("user/tiny", ("config.json", "{}"));
        repository.Tag("v1", "main");
        var references = await _place.Client.ListReferencesAsync(Model, withPullRequests: false, Ct);
        Assert.Equal(["main", "v1"], references.Select(reference => reference.Name));
        await _place.Client.RequireAccessAsync(Model, toWrite: false, Ct);
        using var reader = new HubClient(_place.Options with { Token = TestHub.ReadToken });
        var refused = await Assert.ThrowsAsync<HubException>(() => reader.RequireAccessAsync(Model, toWrite: true, Ct));
        Assert.Equal(HubFault.Forbidden, refused.Kind);
    }
}
