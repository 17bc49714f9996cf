using Matiz.Hub;

namespace Matiz.Tests.Hub.Http;

/// <summary>What the head of an answer must say of a file.</summary>
public sealed class FileAnswersTests
{
    private const string Commit = "X-Repo-Commit: 0123456789012345678901234567890123456789";
    private const string ETag = "ETag: \"aaaabbbbaaaabbbbaaaabbbbaaaabbbbaaaabbbb\"";

    private static readonly HubRepository Model = HubRepository.Model("user/tiny");

    [Theory]
    [InlineData("lacks X-Repo-Commit.", ETag)]
    [InlineData("lacks X-Linked-Etag or ETag.", Commit)]
    [InlineData("lacks X-Linked-Etag or ETag.", Commit, "ETag: \"\"")]
    [InlineData("gives 'main' for the commit", "X-Repo-Commit: main", ETag)]
    [InlineData("gives the ETag '../../x'", Commit, "ETag: \"../../x\"")]
    [InlineData("gives the ETag '..'", Commit, "X-Linked-Etag: ..")]
    [InlineData("lacks a number in X-Linked-Size", Commit, ETag, "X-Linked-Size: -1")]
    public async Task Answer_ThatIsNoneOfAHub_SaysWhatItLacks(string found, params string[] headers)
    {
        var fault = await Assert.ThrowsAsync<HubException>(() => Metadata(200, headers));
        Assert.Equal(HubFault.UnexpectedAnswer, fault.Kind);
        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ETag: W/\"abc\"", "abc")]
    [InlineData("ETag: \"abc-gzip\"", "abc-gzip")]
    [InlineData("ETag: abc", "abc")]
    public async Task ETag_IsNormalised(string header, string etag) => Assert.Equal(etag, (await Metadata(200, Commit, header)).ETag);

    [Fact]
    public async Task Size_OfARedirectOrACodedBody_IsNotThatOfTheFile()
    {
        Assert.Equal(7, (await Metadata(200, Commit, ETag, "Content-Length: 7")).Size);
        Assert.Null((await Metadata(200, Commit, ETag, "Content-Length: 7", "Content-Encoding: gzip")).Size);
        Assert.Null((await Metadata(302, Commit, ETag, "Content-Length: 7", "Location: https://cdn.example/x")).Size);
        Assert.Equal(9, (await Metadata(302, Commit, ETag, "X-Linked-Size: 9", "Location: https://cdn.example/x")).Size);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData(@"..\x")]
    [InlineData("a/../x")]
    [InlineData("C:/x")]
    [InlineData(@"\\server\x")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task Name_ThatLeadsOut_IsNotAskedFor(string path)
    {
        using var server = FakeServer.Of(FakeServer.Answer(200));
        using var client = server.Client();
        await Assert.ThrowsAsync<HubException>(() => client.GetMetadataAsync(Model, path));
        Assert.Empty(server.Requests);
    }

    private static async Task<HubFileMetadata> Metadata(int status, params string[] headers)
    {
        using var server = FakeServer.Of(FakeServer.Answer(status, "", headers));
        using var client = server.Client();
        return await client.GetMetadataAsync(Model, "config.json", cancellationToken: TestContext.Current.CancellationToken);
    }
}
