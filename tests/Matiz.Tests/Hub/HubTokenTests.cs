using Matiz.Hub;

namespace Matiz.Tests.Hub;

/// <summary>Which token is sent: the caller's, that of the environment, that of the file, or none.</summary>
public sealed class HubTokenTests : IDisposable
{
    private readonly HubPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Token_OfTheCaller_WinsOverEnvironmentAndFile()
    {
        File.WriteAllText(_place.Path("token"), "\uFEFFhf_file\r\n");
        var options = _place.Options;
        Assert.Equal("hf_file", HubToken.ToRead(options));
        options = options with { EnvironmentToken = "hf_environment" };
        Assert.Equal("hf_environment", HubToken.ToRead(options));
        Assert.Equal("hf_caller", HubToken.ToRead(options with { Token = " hf_caller\n" }));
        Assert.Null(HubToken.ToRead(options with { Token = "" }));
    }

    [Fact]
    public void Token_ThatNobodyNamed_IsHeldBackFromReadsAlone()
    {
        File.WriteAllText(_place.Path("token"), "hf_file");
        var options = _place.Options with { UseImplicitToken = false };
        Assert.Null(HubToken.ToRead(options));
        Assert.Equal("hf_file", HubToken.ToWrite(options));
        Assert.Equal("hf_caller", HubToken.ToRead(options with { Token = "hf_caller" }));
    }

    [Fact]
    public async Task Token_ThatIsEmpty_SendsNoHeader()
    {
        File.WriteAllText(_place.Path("token"), " \n");
        _place.Hub.AddModel("user/tiny", ("config.json", "{}"));
        await _place.Client.GetInfoAsync(HubRepository.Model("user/tiny"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(Assert.Single(_place.Hub.Requests).HasToken);
    }

    [Fact]
    public void Write_WithoutAToken_SaysHowToGetOne() => Assert.Equal(
        "no token is there to send. A token of the Hub was expected. Log in (HubLogin.SaveAsync), or set HF_TOKEN.",
        Assert.Throws<HubException>(() => HubToken.ToWrite(_place.Options)).Message);

    [Theory]
    [InlineData("hf_a b")]
    [InlineData("hf_a\tb")]
    [InlineData("hf_ä")]
    public void Token_ThatNoHeaderTakes_IsRefusedUnseen(string token)
    {
        var fault = Assert.Throws<HubException>(() => HubToken.ToRead(_place.Options with { Token = token }));
        Assert.StartsWith("HubOptions.Token: the token has a blank or another character", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, fault.Message, StringComparison.Ordinal);
        File.WriteAllText(_place.Path("token"), token);
        fault = Assert.Throws<HubException>(() => HubToken.ToRead(_place.Options));
        Assert.StartsWith(_place.Path("token") + ": the token has", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNone_IsNamed()
    {
        Directory.CreateDirectory(_place.Path("token"));
        var fault = Assert.Throws<HubException>(() => HubToken.ToRead(_place.Options));
        Assert.Equal(
            $"{_place.Path("token")}: it is a folder. A file with the token of the Hub was expected. Correct it, or set HF_TOKEN_PATH or "
                + "HF_TOKEN.",
            fault.Message);
        Directory.Delete(_place.Path("token"));
        File.WriteAllBytes(_place.Path("token"), new byte[(1 << 20) + 1]);
        Assert.Contains("has more than 1048576 bytes", Assert.Throws<HubException>(() => HubToken.ToRead(_place.Options)).Message);
    }
}
