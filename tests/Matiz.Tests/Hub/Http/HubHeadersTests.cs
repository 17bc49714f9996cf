using Matiz.Hub.Http;

namespace Matiz.Tests.Hub.Http;

public sealed class HubHeadersTests
{
    [Theory]
    [InlineData("<https://a/x?cursor=1>; rel=\"next\"", "https://a/x?cursor=1")]
    [InlineData("<https://a/1>; rel=\"prev\", <https://a/2,3;4>; title=x; rel=next", "https://a/2,3;4")]
    [InlineData("<https://a/1>; rel=\"xet-auth\"", null)]
    [InlineData("https://a/1; rel=next", null)]
    [InlineData("<https://a/1", null)]
    [InlineData("<>; rel=next", "")]
    public void Link_OfARelation_IsFound(string header, string? next) =>
        Assert.Equal(next, HubHeaders.Link(FakeServer.Answer(200, "", "Link: " + header), "next"));

    [Fact]
    public void Number_ThatIsNone_IsNull()
    {
        foreach (string text in (string[])["", "-1", "1.5", "x", "99999999999999999999"])
            Assert.Null(HubHeaders.Number(FakeServer.Answer(200, "", "X-Linked-Size: " + text), "x-linked-size"));
        Assert.Equal(12, HubHeaders.Number(FakeServer.Answer(200, "", "X-Linked-Size: 12"), "x-linked-size"));
    }
}
