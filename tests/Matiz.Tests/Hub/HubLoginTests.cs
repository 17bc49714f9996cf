using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

public sealed class HubLoginTests : IDisposable
{
    private readonly HubPlace _place = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Token_ThatTheHubKnows_IsKeptForItsOwnerAlone()
    {
        var options = _place.Options with { TokenFile = _place.Path("new/home/token") };
        var user = await HubLogin.SaveAsync(" " + TestHub.WriteToken + "\n", options, Ct);
        Assert.Equal("user", user.Name);
        Assert.Equal(TestHub.WriteToken, await File.ReadAllTextAsync(options.TokenFile, Ct));
        string stored = _place.Path("new/home/stored_tokens");
        Assert.Contains($"]\nhf_token = {TestHub.WriteToken}\n\n", await File.ReadAllTextAsync(stored, Ct), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(Owner, File.GetUnixFileMode(options.TokenFile));
            Assert.Equal(Owner, File.GetUnixFileMode(stored));
            Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(_place.Path("new/home")));
        }

        Assert.Equal(["stored_tokens", "token"], Directory.GetFileSystemEntries(_place.Path("new/home")).Select(Path.GetFileName).Order());
        Assert.True(HubLogin.Remove(options));
        Assert.False(HubLogin.Remove(options));
        Assert.Empty(Directory.GetFileSystemEntries(_place.Path("new/home")));
    }

    [Fact]
    public async Task File_ThatOthersCouldRead_IsClosedToThem()
    {
        if (OperatingSystem.IsWindows()) return;
        await File.WriteAllTextAsync(_place.Options.TokenFile, "hf_old", Ct);
        File.SetUnixFileMode(_place.Options.TokenFile, (UnixFileMode)0b110_100_100);
        await HubLogin.SaveAsync(TestHub.ReadToken, _place.Options, Ct);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place.Options.TokenFile));
        Assert.Equal(TestHub.ReadToken, await File.ReadAllTextAsync(_place.Options.TokenFile, Ct));
    }

    [Theory]
    [InlineData("", "the token is empty")]
    [InlineData("\n", "the token is empty")]
    [InlineData("api_org_secretsecret", "the token begins with api_org, and belongs to an organization")]
    [InlineData("hf_secret secret", "the token: the token has a blank")]
    public async Task Token_ThatIsNone_IsRefusedWithoutAsking(string token, string found)
    {
        var fault = await Assert.ThrowsAsync<HubException>(() => HubLogin.SaveAsync(token, _place.Options, Ct));
        Assert.StartsWith(found, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_place.Hub.Requests);
    }

    [Fact]
    public async Task Token_ThatTheHubDoesNotKnow_IsNotKept()
    {
        await HubLogin.SaveAsync(TestHub.WriteToken, _place.Options, Ct);
        var fault = await Assert.ThrowsAsync<HubException>(() => HubLogin.SaveAsync("hf_nobody", _place.Options, Ct));
        Assert.Equal((HubFault.Unauthorized, true), (fault.Kind, fault.IsOfTheCaller));
        Assert.DoesNotContain("hf_nobody", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(TestHub.WriteToken, await File.ReadAllTextAsync(_place.Options.TokenFile, Ct));
    }
}
