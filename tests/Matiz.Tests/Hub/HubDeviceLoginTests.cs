using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

public sealed class HubDeviceLoginTests : IDisposable
{
    private readonly HubPlace _place = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Code_ThatIsConfirmed_GivesAToken()
    {
        _place.Hub.DeviceLogin.Answers = ["authorization_pending", "slow_down", "authorization_pending"];
        var clock = new EagerClock();
        var login = await HubDeviceLogin.BeginAsync("test-client", _place.Options with { Clock = clock }, Ct);
        Assert.Equal("ABCD-EFGH", login.UserCode);
        Assert.Equal(900, login.Lifetime.TotalSeconds);
        var user = await login.FinishAsync(Ct);
        Assert.Equal("user", user.Name);
        Assert.Equal(TestHub.WriteToken, await File.ReadAllTextAsync(_place.Options.TokenFile, Ct));
        Assert.Equal([1, 1, 6, 6], clock.Waits.Select(wait => wait.TotalSeconds));
        Assert.All(_place.Hub.Requests.Where(request => request.Path.StartsWith("/oauth", StringComparison.Ordinal)),
            request => Assert.False(request.HasToken));
    }

    [Theory]
    [InlineData("access_denied", "the login was refused in the browser")]
    [InlineData("expired_token", "the login was not confirmed in time")]
    public async Task Code_ThatIsNotConfirmed_IsAnError(string answer, string found)
    {
        _place.Hub.DeviceLogin.Answers = ["authorization_pending", answer];
        var login = await HubDeviceLogin.BeginAsync("test-client", _place.Options, Ct);
        var fault = await Assert.ThrowsAsync<HubException>(() => login.FinishAsync(Ct));
        Assert.StartsWith(found, fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.Options.TokenFile));
    }

    [Fact]
    public async Task Waiting_EndsWithTheCode()
    {
        _place.Hub.DeviceLogin.Answers = [.. Enumerable.Repeat("authorization_pending", 1000)];
        _place.Hub.DeviceLogin.ExpiresIn = 5;
        var login = await HubDeviceLogin.BeginAsync("test-client", _place.Options, Ct);
        var fault = await Assert.ThrowsAsync<HubException>(() => login.FinishAsync(Ct));
        Assert.Contains("not confirmed in time", fault.Message, StringComparison.Ordinal);
        Assert.Equal(5, _place.Hub.Requests.Count(request => request.Path == "/oauth/token"));
    }

    [Fact]
    public async Task Application_ThatTheHubDoesNotKnow_IsAnError()
    {
        var fault = await Assert.ThrowsAsync<HubException>(() => HubDeviceLogin.BeginAsync("other", _place.Options, Ct));
        Assert.True(fault.IsOfTheCaller, fault.Message);
    }
}
