using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Matiz.Cli.Paths;

namespace Matiz.Cli.Options;

/// <summary>
/// Makes options that read numbers in one way everywhere (a point, never a comma) and say in one way what they expected. An option
/// that was not given is null, so that a command can tell a default from a wish.
/// </summary>
internal static class OptionFactory
{
    /// <summary>A switch.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>A word or a path.</summary>
    public static Option<string?> Text(string name, string placeholder, string description) =>
        new(name) { Description = description, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne };

    /// <summary>A path, with what the command does with it.</summary>
    public static Option<string?> Path(string name, string placeholder, string description, PathUse use) =>
        new PathOption(name, use) { Description = description, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne };

    /// <summary>An argument that is a path, with what the command does with it.</summary>
    public static Argument<string> PathArgument(string name, string description, PathUse use) => new PathArgument(name, use) { Description = description };

    /// <summary>One or more files of rows; the option may be repeated.</summary>
    public static Option<string[]> Files(string name, string description) =>
        new PathsOption(name, new ReadsRows()) { Description = description, HelpName = "F…", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };

    /// <summary>One of a few words.</summary>
    public static Option<string?> Choice(string name, string description, IReadOnlyList<string> choices)
    {
        var option = Text(name, string.Join('|', choices), description);
        option.CompletionSources.Add([.. choices]);
        option.CustomParser = result => Read(result, name, text => choices.Contains(text, StringComparer.Ordinal) ? text : null, $"one of {string.Join(", ", choices)}");
        return option;
    }

    /// <summary>A whole number of at least <paramref name="minimum"/>.</summary>
    public static Option<int?> Whole(string name, string description, int minimum) => new(name)
    {
        Description = description,
        HelpName = "N",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Read<int?>(
            result,
            name,
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= minimum ? value : null,
            $"a whole number of at least {minimum.ToString(CultureInfo.InvariantCulture)}"),
    };

    /// <summary>A number that <paramref name="accepts"/> takes.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it does, with its default.</param>
    /// <param name="expected">What is accepted, for the message: <c>a number above 0</c>.</param>
    /// <param name="accepts">The range.</param>
    public static Option<double?> Real(string name, string description, string expected, Func<double, bool> accepts) => new(name)
    {
        Description = description,
        HelpName = "X",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Read<double?>(
            result,
            name,
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && accepts(value) ? value : null,
            expected),
    };

    private static T? Read<T>(ArgumentResult result, string name, Func<string, T?> parse, string expected)
    {
        string text = result.Tokens[0].Value;
        var value = parse(text);
        if (value is null) result.AddError($"{name}: found '{text}', expected {expected}. Correct {name}.");
        return value;
    }
}
