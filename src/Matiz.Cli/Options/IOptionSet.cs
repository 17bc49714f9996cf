using System.CommandLine;

namespace Matiz.Cli.Options;

/// <summary>Options that belong together: a heading of <c>--help</c>, shared by the commands that need them.</summary>
internal interface IOptionSet
{
    /// <summary>The heading.</summary>
    string Title { get; }

    /// <summary>Every option of the set, in the order of help.</summary>
    IReadOnlyList<Option> All { get; }
}
