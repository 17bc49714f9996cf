using System.Text.RegularExpressions;

namespace Matiz.Cli;

/// <summary>
/// Messages of the library name an option and, for programs, the property that is the same; .NET adds the name of a method's parameter.
/// Whoever typed a command line has typed neither.
/// </summary>
internal static partial class LibraryWords
{
    // Settings that a message names without their option.
    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["DataOptions.LabelNames"] = "--labels",
        ["FeatureOptions.Layer"] = "--layer",
        ["LogisticRegressionOptions.MaxIterations"] = "--max-iter",
        ["TrainingArguments.OutputDirectory"] = "--output",
    };

    /// <summary>The message without <c>(DataOptions.Format)</c>, <c>(Parameter 'loss')</c> and their like.</summary>
    public static string RemoveFrom(string message)
    {
        if (message.Contains('(', StringComparison.Ordinal)) message = Hint().Replace(message, "");
        foreach (var (setting, option) in Options) message = message.Replace(setting, option, StringComparison.Ordinal);
        return message;
    }

    [GeneratedRegex(@" \((?:Parameter '[^']*'|(?:Data|Inference)Options\.[A-Za-z]+)\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Hint();
}
