using System.CommandLine;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>How much is said, and in which form.</summary>
internal sealed class MessageOptionSet : IOptionSet
{
    public MessageOptionSet(string? json = null)
    {
        if (json is not null) Json = Flag("--json", json);
    }

    /// <summary>Null for a command that always prints the same.</summary>
    public Option<bool>? Json { get; }

    public Option<bool> Quiet { get; } = Flag("--quiet", "No progress and no notes; warnings and errors stay");

    public Option<bool> Verbose { get; } = Flag("--verbose", "More details; errors with their stack trace");

    public string Title => "Messages";

    public IReadOnlyList<Option> All => [.. ((Option?[])[Json, Quiet, Verbose]).OfType<Option>()];

    public bool IsJson(ParseResult parse) => Json is not null && parse.GetValue(Json);
}
