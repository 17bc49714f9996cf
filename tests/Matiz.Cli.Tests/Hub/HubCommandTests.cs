using System.Text;
using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Hub;

/// <summary><c>matiz hub</c>: who is known, and how errors of the Hub end the program.</summary>
public sealed class HubCommandTests : IDisposable
{
    private readonly TestHub _hub = TestHub.Start();
    private readonly Workspace _workspace = new();

    private HubOptions Options => new() { Endpoint = new Uri(_hub.Endpoint), HomeFolder = _workspace.Path("home"), Retries = 0 };

    public void Dispose()
    {
        _hub.Dispose();
        _workspace.Dispose();
    }

    [Theory]
    [InlineData("given")]
    [InlineData("piped")]
    [InlineData("typed")]
    public void Login_SaysWhoseTokenItIs_AndWhereItWasWritten(string way)
    {
        var run = way switch
        {
            "given" => Run("", null, "login", "--token", TestHub.WriteToken),
            "piped" => Run(TestHub.WriteToken + "\nmore", null, "login", "--token", "-"),
            _ => Run("", TestHub.WriteToken, "login"),
        };
        Assert.True(run.Code == 0, run.Error);
        string asked = way == "typed" ? $"Token (from {_hub.Endpoint}/settings/tokens; it is not shown): \n" : "";
        Assert.StartsWith(asked + "Logged in as user", run.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.EndsWith($" The token was written to {Options.TokenFile}.\n", run.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain(TestHub.WriteToken, run.Error + run.Output, StringComparison.Ordinal);
        Assert.Equal(TestHub.WriteToken, File.ReadAllText(Options.TokenFile));

        var who = CliRun.With(Options, "hub", "whoami", "--json").Succeeded().Json;
        Assert.Equal(("user", "write"), ((string?)who["name"], (string?)who["role"]));
        Assert.Equal("org", (string?)who["orgs"]![0]);
        Assert.StartsWith("user", CliRun.With(Options, "hub", "whoami").Succeeded().Output, StringComparison.Ordinal);

        Assert.Contains("was removed", CliRun.With(Options, "hub", "logout").Succeeded().Error, StringComparison.Ordinal);
        Assert.Contains("No token is kept", CliRun.With(Options, "hub", "logout").Succeeded().Error, StringComparison.Ordinal);
        run = CliRun.With(Options, "hub", "whoami");
        Assert.Equal(2, run.Code);
        Assert.Equal(
            "matiz: no token is there to send. A token of the Hub was expected. Log in (matiz hub login), or set HF_TOKEN.\n", run.Error);
    }

    [Fact]
    public void Login_InABrowser_ShowsTheCode()
    {
        _hub.DeviceLogin.Answers = [];
        var run = CliRun.With(Options, "hub", "login", "--client-id", "test-client").Succeeded();
        Assert.Contains("confirm the code ABCD-EFGH. There are 15 minutes for it.", run.Error, StringComparison.Ordinal);
        Assert.Equal(TestHub.WriteToken, File.ReadAllText(Options.TokenFile));
    }

    [Theory]
    [InlineData("hub: nothing stands behind it. One of login, whoami, logout")]
    [InlineData("hub: 'lgoin' stands behind it. One of login, whoami, logout", "lgoin")]
    [InlineData("hub whoami: 'me' stands behind it. Nothing was expected.", "whoami", "me")]
    [InlineData("hub whoami: --token was given, which is for 'hub login'. Leave it out.", "whoami", "--token", "x")]
    [InlineData("hub logout: --json was given, which is for 'hub whoami'", "logout", "--json")]
    [InlineData("hub login: --token and --client-id were given.", "login", "--token", "x", "--client-id", "y")]
    [InlineData("the token begins with api_org", "login", "--token", "api_org_x")]
    [InlineData("the token is empty.", "login", "--token", "-")]
    [InlineData("{host}: the Hub does not know the token of --token", "login", "--token", "hf_nobody", "--verbose")]
    public void Mistake_IsOneLine_ExitTwo(string message, params string[] words)
    {
        var run = CliRun.With(Options, ["hub", .. words]);
        Assert.Equal(2, run.Code);
        Assert.StartsWith(
            "matiz: " + message.Replace("{host}", "127.0.0.1", StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_nobody", run.Error, StringComparison.Ordinal);
        if (!words.Contains("--verbose")) Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(_workspace.Path("home")));
    }

    [Fact]
    public void Hub_ThatIsAtFault_ExitOne()
    {
        _hub.Inject(TestHubFault.Status(500));
        var run = CliRun.With(Options with { Token = TestHub.ReadToken }, "hub", "whoami");
        Assert.Equal(1, run.Code);
        Assert.StartsWith("matiz: 127.0.0.1: the server 127.0.0.1 is at fault, status 500", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of matiz", run.Error, StringComparison.Ordinal);
        _hub.ClearFaults();
        _hub.Inject(TestHubFault.Html);
        Assert.Equal(1, CliRun.With(Options with { Token = TestHub.ReadToken }, "hub", "whoami").Code);
    }

    [Fact]
    public void Offline_NothingIsAsked_ExitTwo()
    {
        var run = CliRun.With(Options with { Token = TestHub.ReadToken, IsOffline = true }, "hub", "whoami");
        Assert.Equal(2, run.Code);
        Assert.Empty(_hub.Requests);
    }

    private CliRun Run(string input, string? typed, params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var host = new CommandHost
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Output = output,
            Error = error,
            ReadSecret = typed is null ? null : _ => typed,
            Hub = () => Options,
        };
        return new CliRun(CommandLine.Run(["hub", .. words], host), output.ToString(), error.ToString());
    }
}
