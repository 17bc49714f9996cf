using System.CommandLine;
using System.Text;
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
        new("matiz hub login --token - < token.txt", "The same with a token that lies in a file."),
    ];

    public override IReadOnlyList<Option> Options { get; } = [options.Token];

    public override int Run(HubCall call)
    {
        if (call.Words.Count > 0) throw Misused(call.Words);
        var hub = call.Hub();
        string token = call.Parse.GetValue(options.Token) switch
        {
            null => Asked(call, hub),
            FromInput => FirstLine(call.Host.Input),
            { } given => given,
        };
        var user = HubCall.Wait(HubLogin.SaveAsync(token, hub, call.Host.Interrupt));
        call.Notes.Say($"Logged in as {HubUserLine.Describe(user)}. The token was written to {hub.TokenFile}.");
        if (hub.HasTokenOfEnvironment) call.Notes.Warn("another token is set in HF_TOKEN, and is sent instead. Unset it to use this one.");
        return ExitCode.Done;
    }

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
