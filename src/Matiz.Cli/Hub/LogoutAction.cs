using Matiz.Hub;

namespace Matiz.Cli.Hub;

/// <summary><c>matiz hub logout</c>: removes the token from this machine.</summary>
internal sealed class LogoutAction() : HubAction("logout", "", "remove the token from this machine")
{
    public override IReadOnlyList<Example> Examples { get; } =
        [new("matiz hub logout", "Remove the token and all stored ones from this machine.")];

    public override int Run(HubCall call)
    {
        if (call.Words.Count > 0) throw Misused(call.Words);
        var options = call.Hub();
        bool hadToken = HubLogin.Remove(options);
        call.Notes.Say(hadToken ? $"The token was removed from {options.TokenFile}." : $"No token is kept in {options.TokenFile}.");
        if (options.HasTokenOfEnvironment) call.Notes.Warn("a token is still set in HF_TOKEN, and is sent. Unset it to be logged out.");
        return ExitCode.Done;
    }
}
