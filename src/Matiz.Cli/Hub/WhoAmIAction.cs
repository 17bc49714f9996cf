using Matiz.Hub;

namespace Matiz.Cli.Hub;

/// <summary><c>matiz hub whoami</c>: whose token it is.</summary>
internal sealed class WhoAmIAction() : HubAction("whoami", "", "whose token is sent")
{
    public override IReadOnlyList<Example> Examples { get; } =
        [new("matiz hub whoami --json", "Whose token is sent, with the organizations, as JSON.")];

    public override bool HasJson => true;

    public override int Run(HubCall call)
    {
        if (call.Words.Count > 0) throw Misused(call.Words);
        using var client = new HubClient(call.Hub());
        var user = HubCall.Wait(client.WhoAmIAsync(call.Host.Interrupt));
        if (call.IsJson)
        {
            Json.WriteIndented(call.Host.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("name", user.Name);
                json.WriteString("fullname", user.FullName);
                json.WriteStrings("orgs", user.Organizations);
                json.WriteString("token", user.TokenName);
                json.WriteString("role", user.TokenRole);
                json.WriteString("endpoint", client.Options.Endpoint.AbsoluteUri.TrimEnd('/'));
                json.WriteEndObject();
            });
            return ExitCode.Done;
        }

        call.Host.Output.WriteLine(HubUserLine.Describe(user));
        return ExitCode.Done;
    }
}
