using System.CommandLine;

namespace Matiz.Cli.Paths;

/// <summary>A path that was typed.</summary>
/// <param name="Name">The option or argument, as in messages.</param>
/// <param name="Use">What the command does with it.</param>
/// <param name="Value">The path.</param>
internal sealed record GivenPath(string Name, PathUse Use, string Value)
{
    /// <summary>Every path of a command line, in the order of the command's options.</summary>
    public static IReadOnlyList<GivenPath> AllOf(Command command, ParseResult parse)
    {
        var arguments = command.Arguments.OfType<IPathSymbol>().SelectMany(symbol =>
            parse.GetResult((Argument)symbol)?.Tokens.Select(token => new GivenPath(((Argument)symbol).Name, symbol.Use, token.Value))
                ?? []);
        var options = command.Options.OfType<IPathSymbol>().SelectMany(symbol =>
            parse.GetResult((Option)symbol)?.Tokens.Select(token => new GivenPath(((Option)symbol).Name, symbol.Use, token.Value)) ?? []);
        return [.. arguments.Concat(options)];
    }
}
