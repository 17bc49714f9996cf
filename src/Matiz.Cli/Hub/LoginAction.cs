using System.CommandLine;
using System.Globalization;
using System.Text;
using Matiz.Cli.Terminal;
using Matiz.Hub;

namespace Matiz.Cli.Hub;

/// <summary><c>matiz hub login</c>: keeps a token on this machine, once the Hub has said whose it is.</summary>
internal sealed class LoginAction(HubOptionSet options) : HubAction("login", "", "keep a token, which the Hub knows, on this machine")
{
    private const int LongestLine = 1 << 16;
    private const string FromInput = "-";

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz hub login", "Paste a token, which is not shown, and keep it as Python's client does."),
        new("matiz hub login --token -", "The same with a token that comes through a pipe."),
    ];

    public override IReadOnlyList<Option> Options { get; } = [options.Token, options.ClientId];

    public override int Run(HubCall call)
    {
        if (call.Words.Count > 0) throw Misused(call.Words);
        var hub = call.Hub();
        var user = call.Parse.GetValue(options.ClientId) is { } application
            ? ByBrowser(call, hub, application)
            : HubCall.Wait(HubLogin.SaveAsync(TokenOf(call, hub), hub, call.Host.Interrupt));
        call.Notes.Say($"Logged in as {HubUserLine.Describe(user)}. The token was written to {hub.TokenFile}.");
        if (hub.HasTokenOfEnvironment) call.Notes.Warn("another token is set in HF_TOKEN, and is sent instead. Unset it to use this one.");
        return ExitCode.Done;
    }

    private HubUser ByBrowser(HubCall call, HubOptions hub, string application)
    {
        if (call.Parse.GetValue(options.Token) is not null)
        {
            throw new UsageException(
                "hub login: --token and --client-id were given. One way to log in was expected. Leave one of them out.");
        }

        var login = HubCall.Wait(HubDeviceLogin.BeginAsync(application, hub, call.Host.Interrupt));
        string page = (login.AddressWithCode ?? login.Address).AbsoluteUri;
        call.Host.Error.WriteLine(PlainText.Clean(string.Create(
            CultureInfo.InvariantCulture,
            $"Open {page} and confirm the code {login.UserCode}. There are {login.Lifetime.TotalMinutes:0} minutes for it.")));
        return HubCall.Wait(login.FinishAsync(call.Host.Interrupt));
    }

    private string TokenOf(HubCall call, HubOptions hub) => call.Parse.GetValue(options.Token) switch
    {
        null => Asked(call, hub),
        FromInput => FirstLine(call.Host.Input),
        { } given => given,
    };

    private static string Asked(HubCall call, HubOptions hub)
    {
        if (call.Host.ReadSecret is not { } read) return FirstLine(call.Host.Input);
        call.Host.Error.Write($"Token (from {hub.Endpoint.GetLeftPart(UriPartial.Authority)}/settings/tokens; it is not shown): ");
        string token = read(call.Host.Interrupt);
        call.Host.Error.WriteLine();
        return token;
    }

    // A token that is piped ends with its line, or with the input.
    private static string FirstLine(Stream input)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (line.Count < LongestLine && input.Read(one) == 1 && one[0] != '\n') line.Add(one[0]);
        return Encoding.UTF8.GetString([.. line]);
    }
}
