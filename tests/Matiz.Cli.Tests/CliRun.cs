using System.Text;
using System.Text.Json.Nodes;
using Matiz.Hub;

namespace Matiz.Cli.Tests;

/// <summary>One run of the program inside the test's process: what it returned and what it wrote.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    /// <summary>Standard output as one JSON object.</summary>
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    /// <summary>Standard output as JSON lines.</summary>
    public JsonObject[] JsonLines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    public static CliRun Of(params string[] args) => WithInput("", args);

    public static CliRun WithInput(string input, params string[] args) =>
        Run(new MemoryStream(Encoding.UTF8.GetBytes(input)), isTerminal: false, args);

    public static CliRun OnTerminal(params string[] args) => Run(Stream.Null, isTerminal: true, args);

    /// <summary>The same with a Hub, which is offline otherwise.</summary>
    public static CliRun OnTerminal(HubOptions hub, params string[] args) => Run(Stream.Null, isTerminal: true, args, hub);

    /// <summary>A run with a Hub, which is offline otherwise.</summary>
    public static CliRun With(HubOptions hub, params string[] args) => Run(Stream.Null, isTerminal: false, args, hub);

    /// <summary>The same, failing the test with the message unless the run ends well.</summary>
    public CliRun Succeeded()
    {
        Assert.True(Code == 0, $"exit code {Code}: {Error}");
        return this;
    }

    private static CliRun Run(Stream input, bool isTerminal, string[] args, HubOptions? hub = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var host = new CommandHost
        {
            Input = input,
            Output = output,
            Error = error,
            OutputIsTerminal = isTerminal,
            ErrorIsTerminal = isTerminal,
            AllowsColor = isTerminal,
            Hub = hub is null ? HubOptions.FromEnvironment : () => hub,
        };
        int code = CommandLine.Run(args, host);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
