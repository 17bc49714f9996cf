using System.CommandLine;

namespace Matiz.Cli.Paths;

/// <summary>An option or an argument whose values are paths.</summary>
internal interface IPathSymbol
{
    /// <summary>What the command does with them.</summary>
    PathUse Use { get; }
}

/// <summary>An option that takes a path.</summary>
internal sealed class PathOption(string name, PathUse use) : Option<string?>(name), IPathSymbol
{
    public PathUse Use => use;
}

/// <summary>An option that takes several paths or patterns.</summary>
internal sealed class PathsOption(string name, PathUse use) : Option<string[]>(name), IPathSymbol
{
    public PathUse Use => use;
}

/// <summary>An argument of several paths or patterns.</summary>
internal sealed class PathsArgument(string name, PathUse use) : Argument<string[]>(name), IPathSymbol
{
    public PathUse Use => use;
}

/// <summary>An argument that is a path.</summary>
internal sealed class PathArgument(string name, PathUse use) : Argument<string>(name), IPathSymbol
{
    public PathUse Use => use;
}
