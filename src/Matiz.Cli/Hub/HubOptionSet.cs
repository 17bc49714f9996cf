using System.CommandLine;
using Matiz.Cli.Options;

namespace Matiz.Cli.Hub;

/// <summary>The options of all actions of <c>matiz hub</c>; each action says which of them it takes.</summary>
internal sealed class HubOptionSet : IOptionSet
{
    public Option<string?> Token { get; } = OptionFactory.Text(
        "--token", "T|-", "login: the access token, or - to read it from standard input (default: asked for, unseen)");

    public string Title => "Hub";

    public IReadOnlyList<Option> All => [Token];
}
