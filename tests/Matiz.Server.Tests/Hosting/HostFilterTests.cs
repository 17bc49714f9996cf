using System.Net;
using Matiz.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Tests.Hosting;

public sealed class HostFilterTests
{
    [Theory]
    [InlineData("localhost:8080", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("127.0.0.2", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("my.localhost", true)]
    [InlineData("", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("10.0.0.1", false)]
    public void OnThisMachineAlone_NamesOfThisMachineAreAllowed(string host, bool isAllowed) =>
        Assert.Equal(isAllowed, new HostFilter(new MatizListenOptions(), asksForKey: false).Allows(new HostString(host)));

    [Fact]
    public void WithAKey_ForOtherMachines_OrByWish_EveryNameIs()
    {
        var (here, host) = (new MatizListenOptions(), new HostString("evil.example"));
        Assert.True(new HostFilter(here, asksForKey: true).Allows(host));
        Assert.True(new HostFilter(here with { Address = IPAddress.Any }, asksForKey: false).Allows(host));
        Assert.True(new HostFilter(here with { AllowedHosts = ["*"] }, asksForKey: false).Allows(host));
        Assert.True(new HostFilter(here with { AllowedHosts = ["Evil.Example"] }, asksForKey: false).Allows(host));
    }

    [Fact]
    public async Task OtherName_IsMisdirected()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Host = "evil.example";
        var answer = await server.SendAsync(request);
        Assert.Equal((HttpStatusCode.MisdirectedRequest, "application/problem+json"), (answer.Status, answer.ContentType));
    }
}
