using System.CommandLine;

namespace Matiz.Cli.Options;

/// <summary>Options of one command alone.</summary>
internal sealed class OptionSet(string title, params IReadOnlyList<Option> options) : IOptionSet
{
    public string Title { get; } = title;

    public IReadOnlyList<Option> All { get; } = options;
}
