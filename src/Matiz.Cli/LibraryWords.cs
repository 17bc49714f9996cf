using System.Text.RegularExpressions;

namespace Matiz.Cli;

/// <summary>
/// Messages of the library name an option and, for programs, the property that is the same; .NET adds the name of a method's parameter.
/// Whoever typed a command line has typed neither.
/// </summary>
internal static partial class LibraryWords
{
    /// <summary>The message without <c>(DataOptions.Format)</c>, <c>(Parameter 'loss')</c> and their like.</summary>
    public static string RemoveFrom(string message) => message.Contains('(', StringComparison.Ordinal) ? Hint().Replace(message, "") : message;

    [GeneratedRegex(@" \((?:Parameter '[^']*'|(?:Data|Inference)Options\.[A-Za-z]+)\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Hint();
}
