using Matiz.Hub;

namespace Matiz.Tests.Hub;

public sealed class HubEnvironmentTests
{
    private static readonly string User = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [Fact]
    public void Nothing_Set_GivesTheDefaults()
    {
        var options = Read();
        Assert.Equal("https://huggingface.co", options.Endpoint.OriginalString);
        Assert.Equal(Path.Combine(User, ".cache", "huggingface"), options.HomeFolder);
        Assert.Equal(Path.Combine(options.HomeFolder, "hub"), options.CacheFolder);
        Assert.Equal(Path.Combine(options.HomeFolder, "token"), options.TokenFile);
        Assert.False(options.IsOffline);
        Assert.True(options is { UseLinks: true, UseImplicitToken: true, ShowProgress: null, Token: null, HasTokenOfEnvironment: false });
        Assert.Equal((10, 10, 5), (options.ETagTimeout.TotalSeconds, options.DownloadTimeout.TotalSeconds, options.Retries));
    }

    [Fact]
    public void Folders_FollowTheirVariables()
    {
        Assert.Equal("/x/huggingface/hub", Read(("XDG_CACHE_HOME", "/x")).CacheFolder);
        Assert.Equal("/h/token", Read(("HF_HOME", "/h"), ("XDG_CACHE_HOME", "/x")).TokenFile);
        Assert.Equal(User + "/c", Read(("HF_HUB_CACHE", "~/c"), ("HUGGINGFACE_HUB_CACHE", "/old")).CacheFolder);
        Assert.Equal("/old", Read(("HUGGINGFACE_HUB_CACHE", "/old"), ("HF_HUB_CACHE", "")).CacheFolder);
        Assert.Equal("/data/me/hf/hub", Read(("HF_HOME", "$ROOT/${WHO}/hf"), ("ROOT", "/data"), ("WHO", "me")).CacheFolder);
        Assert.Equal("/t", Read(("HF_TOKEN_PATH", "/t")).TokenFile);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("on", true)]
    [InlineData("Yes", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    [InlineData("2", false)]
    [InlineData("", false)]
    public void Switch_IsOnForFourWords(string value, bool expected) => Assert.Equal(expected, Read(("HF_HUB_OFFLINE", value)).IsOffline);

    [Fact]
    public void Offline_OfOneKind_WinsOverTheOther()
    {
        Assert.True(Read(("TRANSFORMERS_OFFLINE", "1")).IsOffline);
        Assert.False(Read(("TRANSFORMERS_OFFLINE", "1"), ("HF_HUB_OFFLINE", "0")).IsOffline);
        var options = Read(("HF_HUB_OFFLINE", "1"), ("HF_DATASETS_OFFLINE", "0"));
        Assert.False(options.IsOfflineFor(HubRepositoryKind.Dataset));
        Assert.True(options.IsOfflineFor(HubRepositoryKind.Model));
    }

    [Theory]
    [InlineData("https://mirror.example/hf/", "https://mirror.example/hf")]
    [InlineData(" http://127.0.0.1:8080 ", "http://127.0.0.1:8080")]
    [InlineData("https://mirror.example//", "https://mirror.example")]
    public void Endpoint_LosesItsSlash(string value, string expected) =>
        Assert.Equal(expected, Read(("HF_ENDPOINT", value)).Endpoint.OriginalString);

    [Theory]
    [InlineData("HF_ENDPOINT", "huggingface.co", "'huggingface.co'")]
    [InlineData("HF_ENDPOINT", "ftp://a", "'ftp://a'")]
    [InlineData("HF_ENDPOINT", "https://me:secret@a", "an address with a user")]
    [InlineData("HF_ENDPOINT", "https://a/?token=secret", "'https://a/'")]
    [InlineData("HF_HUB_ETAG_TIMEOUT", "ten", "'ten'")]
    [InlineData("HF_HUB_ETAG_TIMEOUT", "0", "'0'")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT", "-1", "'-1'")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT", "1e9", "'1e9'")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT", "1,5", "'1,5'")]
    [InlineData("HF_HUB_USER_AGENT_ORIGIN", "a b", "'a b'")]
    public void Value_ThatCannotBeUsed_IsNamed(string name, string value, string found)
    {
        var refused = Assert.Throws<HubException>(() => Read((name, value)));
        Assert.StartsWith($"{name}: found {found}. ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.True(refused is { Kind: HubFault.InvalidSetting, IsOfTheCaller: true });
    }

    [Fact]
    public void Timeouts_AreSeconds() => Assert.Equal(
        (2.5, 30), (Read(("HF_HUB_ETAG_TIMEOUT", " 2.5 ")).ETagTimeout.TotalSeconds,
            Read(("HF_HUB_DOWNLOAD_TIMEOUT", "30")).DownloadTimeout.TotalSeconds));

    [Fact]
    public void Token_OfTheNewName_WinsOverTheOld()
    {
        Assert.Equal("hf_new", Read(("HF_TOKEN", " hf_new\n"), ("HUGGING_FACE_HUB_TOKEN", "hf_old")).EnvironmentToken);
        Assert.Equal("hf_old", Read(("HF_TOKEN", " \r\n"), ("HUGGING_FACE_HUB_TOKEN", "hf_old")).EnvironmentToken);
    }

    [Fact]
    public void Token_WithACharacterThatNoHeaderTakes_IsRefusedUnseen()
    {
        var refused = Assert.Throws<HubException>(() => Read(("HF_TOKEN", "hf_sécret")));
        Assert.Equal(
            "HF_TOKEN: the token has a blank or another character that cannot be sent. A token of the Hub, such as hf_…, was expected. "
                + "Copy it again.",
            refused.Message);
    }

    [Fact]
    public void Options_Printed_HoldNoToken()
    {
        var options = Read(("HF_TOKEN", "hf_secret")) with { Token = "hf_other" };
        Assert.DoesNotContain("hf_", options.ToString(), StringComparison.Ordinal);
        Assert.Equal("HubOptions { Endpoint = https://huggingface.co/, CacheFolder = ", options.ToString()[..65].TrimEnd('/', 'r', 'o'));
    }

    [Fact]
    public void UserAgent_NamesOriginAndRuntime_UnlessTelemetryIsUnwanted()
    {
        Assert.Matches(
            @"^matiz/\d+\.\d+\.\d+; dotnet/\d+\.\d+\.\d+; origin/ci$",
            Matiz.Hub.Http.HubHeaders.AgentOf(Read(("HF_HUB_USER_AGENT_ORIGIN", "ci"))));
        foreach (string name in (string[])["HF_HUB_DISABLE_TELEMETRY", "DISABLE_TELEMETRY", "DO_NOT_TRACK"])
            Assert.Matches(@"^matiz/\d+\.\d+\.\d+$", Matiz.Hub.Http.HubHeaders.AgentOf(Read((name, "1"))));
    }

    private static HubOptions Read(params (string Name, string Value)[] variables) => HubEnvironment.Read(
        name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
