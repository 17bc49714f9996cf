using Matiz.Hub;
using Matiz.Hub.Http;
using Matiz.Testing;

namespace Matiz.Tests.Hub.Http;

/// <summary>Where a redirect is followed, and where the token goes.</summary>
public sealed class HubRedirectTests
{
    private const string Commit = "0123456789012345678901234567890123456789";
    private const string Token = "hf_secretsecret";

    private static readonly HubRepository Model = HubRepository.Model("user/tiny");
    private static readonly string[] Found = ["X-Repo-Commit: " + Commit, "ETag: \"" + Commit + "\"", "Content-Length: 2"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/resolve-cache/x.json?etag=%22abc%22&x=%2F", "https://huggingface.co/api/resolve-cache/x.json?etag=%22abc%22&x=%2F")]
    [InlineData("config2.json", "https://huggingface.co/user/tiny/resolve/main/config2.json")]
    [InlineData("https://huggingface.co/new/tiny/resolve/main/config.json", "https://huggingface.co/new/tiny/resolve/main/config.json")]
    [InlineData("//huggingface.co/x", "https://huggingface.co/x")]
    [InlineData("https://HuggingFace.co:443/x", "https://huggingface.co/x")]
    public async Task SameOrigin_IsFollowed_WithTheTokenAndTheQuery(string location, string target)
    {
        using var server = FakeServer.Of(FakeServer.Answer(307, "", "Location: " + location), FakeServer.Answer(200, "", Found));
        using var client = server.Client(Token);
        var file = await client.GetMetadataAsync(Model, "config.json", cancellationToken: Ct);
        Assert.Equal(target, file.Address.AbsoluteUri);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("Bearer " + Token, request.Token));
        Assert.Contains(target.Split("huggingface.co")[1], server.Requests[1].Address.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://cdn-lfs.huggingface.co/a%2Fb?Signature=x~y%7Ez&e=1")]
    [InlineData("https://huggingface.co:8443/x")]
    [InlineData("https://huggingface.co.evil.example/x")]
    [InlineData("https://evilhuggingface.co/x")]
    public async Task OtherOrigin_IsNotAskedForMetadata_AndNeverGetsTheToken(string location)
    {
        byte[] content = "{}"u8.ToArray();
        string etag = $"X-Linked-Etag: W/\"{GitObjects.Sha256(content)}\"";
        using var server = FakeServer.Of(
            FakeServer.Answer(302, "xxxx", "Location: " + location, "X-Repo-Commit: " + Commit, etag, "X-Linked-Size: 2"),
            FakeServer.Answer(200, "{}"));
        using var client = server.Client(Token);
        var file = await client.GetMetadataAsync(Model, "config.json", cancellationToken: Ct);
        Assert.Single(server.Requests);
        Assert.Equal((location, 2L, GitObjects.Sha256(content)), (file.Address.OriginalString, file.Size!.Value, file.ETag));
        Assert.DoesNotContain("Signature", file.ToString(), StringComparison.Ordinal);
        string path = Path.GetTempFileName();
        await client.DownloadAsync(file, path, cancellationToken: Ct);
        Assert.Equal(content, await File.ReadAllBytesAsync(path, Ct));
        Assert.Equal((2, (string?)null), (server.Requests.Count, server.Requests[1].Token));
        File.Delete(path);
    }

    [Fact]
    public async Task Mirror_ThatSendsToTheHub_IsFollowed_WithoutTheToken()
    {
        using var server = FakeServer.Of(
            FakeServer.Answer(308, "", "Location: https://huggingface.co/user/tiny/resolve/main/config.json"),
            FakeServer.Answer(307, "", "Location: /api/resolve-cache/x"), FakeServer.Answer(200, "", Found));
        using var client = server.Client(Token, options => options with { Endpoint = new Uri("https://mirror.example/hf/") });
        var file = await client.GetMetadataAsync(Model, "config.json", cancellationToken: Ct);
        Assert.Equal("https://mirror.example/hf/user/tiny/resolve/main/config.json", server.Requests[0].Address.AbsoluteUri);
        Assert.Equal(["Bearer " + Token, null, null], server.Requests.Select(request => request.Token));
        Assert.Equal(Commit, file.Commit);
    }

    [Fact]
    public async Task Token_OnceDropped_DoesNotComeBack()
    {
        using var server = new FakeServer((_, number) => number switch
        {
            0 => FakeServer.Answer(302, "", "Location: https://cdn.example/x"),
            1 => FakeServer.Answer(302, "", "Location: https://huggingface.co/api/secret"),
            _ => FakeServer.Answer(200, "{}"),
        });
        using var client = server.Client(Token);
        string path = Path.GetTempFileName();
        await client.DownloadAsync(FileAt("https://huggingface.co/x"), path, cancellationToken: Ct);
        Assert.Equal(["Bearer " + Token, null, null], server.Requests.Select(request => request.Token));
        File.Delete(path);
    }

    [Theory]
    [InlineData("http://huggingface.co/x", "from https to http (huggingface.co)")]
    [InlineData("http://cdn.example/x", "from https to http (cdn.example)")]
    [InlineData("https://huggingface.co@evil.example/x", "to evil.example with a user's name in the address")]
    [InlineData("https://me:pw@huggingface.co/x", "to huggingface.co with a user's name in the address")]
    [InlineData("ftp://huggingface.co/x", "to an address that is none")]
    [InlineData("file:///etc/passwd", "to an address that is none")]
    [InlineData("", "without saying where to")]
    public async Task Redirect_ThatIsNotSafe_IsRefused(string location, string found)
    {
        using var server = FakeServer.Of(FakeServer.Answer(302, "", "Location: " + location, "X-Repo-Commit: " + Commit, "ETag: \"a\""));
        using var client = server.Client(Token);
        var fault = await Assert.ThrowsAsync<HubException>(() => client.GetMetadataAsync(Model, "config.json", cancellationToken: Ct));
        Assert.Equal(
            $"user/tiny: the server redirects {found}. An address of the Hub or of its store was expected. Correct HF_ENDPOINT.",
            fault.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Api_ThatSendsElsewhere_IsRefused()
    {
        using var server = FakeServer.Of(FakeServer.Answer(302, "", "Location: https://portal.example/login"));
        using var client = server.Client(Token);
        var fault = await Assert.ThrowsAsync<HubException>(() => client.GetInfoAsync(Model, cancellationToken: Ct));
        Assert.Contains("sends to portal.example for an answer that only the Hub gives", fault.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Redirects_WithoutEnd_AreCutOff()
    {
        using var place = new HubPlace();
        place.Hub.Inject(TestHubFault.RedirectLoop);
        var fault = await Assert.ThrowsAsync<HubException>(() => place.Client.GetMetadataAsync(Model, "a.json", cancellationToken: Ct));
        Assert.Contains("redirects more than 20 times", fault.Message, StringComparison.Ordinal);
        Assert.Equal(21, place.Hub.Requests.Count);
    }

    [Fact]
    public async Task Post_IsSentOnByTheRedirectsThatKeepIt()
    {
        foreach (int status in (int[])[307, 308, 301, 302])
        {
            using var server = FakeServer.Of(FakeServer.Answer(status, "", "Location: /new"), FakeServer.Answer(200, "{}"));
            using var client = server.Client(Token);
            var request = new HubRequest(HttpMethod.Post, new Uri("https://huggingface.co/old"))
            {
                Content = () => new StringContent("body"),
            };
            if (status is 307 or 308) (await client.Transport.SendAsync(request, Ct)).Dispose();
            else await Assert.ThrowsAsync<HubException>(() => client.Transport.SendAsync(request, Ct));
            Assert.All(server.Requests, sent => Assert.Equal("POST", sent.Method));
        }
    }

    [Fact]
    public async Task NextPage_OfAnotherOrigin_IsRefused()
    {
        using var server = FakeServer.Of(FakeServer.Answer(200, "[]", "Link: <https://evil.example/x>; rel=\"next\""));
        using var client = server.Client(Token);
        var fault = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var _ in client.ListFilesAsync(Model, cancellationToken: Ct)) Assert.Fail("no file");
        });
        Assert.Contains("sends to evil.example", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextPage_ThatIsTheSame_EndsTheList()
    {
        using var server = new FakeServer(
            (request, _) => FakeServer.Answer(200, "[]", $"Link: <{request.RequestUri!.PathAndQuery}>; rel=\"next\""));
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var _ in client.ListFilesAsync(Model, cancellationToken: Ct)) Assert.Fail("no file");
        });
        Assert.Contains("does not end after 1 pages", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_GoesOnlyToTheOriginOfTheHub_WhateverIsAsked()
    {
        using var server = FakeServer.Of(FakeServer.Answer(200, "{}"));
        using var client = server.Client(Token);
        string[] addresses = ["https://huggingface.co/x", "http://huggingface.co/x", "https://hf.co/x", "https://huggingface.co:444/x"];
        foreach (string address in addresses) (await client.Transport.SendAsync(new(HttpMethod.Get, new Uri(address)), Ct)).Dispose();
        Assert.Equal(["Bearer " + Token, null, null, null], server.Requests.Select(request => request.Token));
    }

    private static HubFileMetadata FileAt(string address) => new()
    {
        Repository = Model,
        Path = "config.json",
        Commit = Commit,
        ETag = GitObjects.BlobId("{}"u8.ToArray()),
        Size = 2,
        Address = new Uri(address),
    };
}
