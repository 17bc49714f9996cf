using System.CommandLine;
using Matiz.Cli.Options;

namespace Matiz.Cli;

/// <summary>A command line to learn from, and what it does.</summary>
internal sealed record Example(string Line, string Meaning);

/// <summary>A command: its arguments, its options under headings, examples, and what it does.</summary>
internal abstract class MatizCommand(string name, string summary, string description) : Command(name, description)
{
    /// <summary>One line for the list of commands.</summary>
    public string Summary { get; } = summary;

    /// <summary>How it is used; shown by <c>--help</c>, and tried by tests.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>The options, by heading.</summary>
    public IReadOnlyList<IOptionSet> OptionSets { get; private set; } = [];

    /// <summary><c>--quiet</c>, <c>--verbose</c> and, where it has one, <c>--json</c>.</summary>
    public abstract MessageOptionSet Messages { get; }

    /// <summary>Whether an interruption is how it ends, so that what it returns counts: false, but for a server.</summary>
    public virtual bool EndsByInterruption => false;

    /// <summary>Does it.</summary>
    /// <returns>An exit code.</returns>
    public abstract int Run(ParseResult parse, CommandHost host);

    /// <summary>Adds the options to the command, and to its help in this order.</summary>
    protected void AddOptions(params IReadOnlyList<IOptionSet> sets)
    {
        OptionSets = sets;
        foreach (var option in sets.SelectMany(set => set.All)) Add(option);
    }
}
