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

    /// <summary>A word, which is not empty.</summary>
    public static Option<string?> Text(string name, string placeholder, string description) =>
        NotEmpty(new Option<string?>(name) { Description = description, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne });

    /// <summary>Which state of a model of the Hub is meant.</summary>
    public static Option<string?> Revision() => Text(
        "--revision", "R", "Branch, tag or commit of a model of the Hub (default main, or as matiz-pins.json says)");

    /// <summary>A path, with what the command does with it.</summary>
    public static Option<string?> Path(string name, string placeholder, string description, PathUse use) =>
        NotEmpty(new PathOption(name, use) { Description = description, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne });

    /// <summary>An argument that is a path, with what the command does with it.</summary>
    public static Argument<string> PathArgument(string name, string description, PathUse use)
    {
        var argument = new PathArgument(name, use) { Description = description };
        argument.Validators.Add(result => RefuseEmpty(result, name, "a path"));
        return argument;
    }

    /// <summary>An argument of one or more paths, with what the command does with them.</summary>
    public static Argument<string[]> PathArguments(string name, string description, PathUse use)
    {
        var argument = new PathsArgument(name, use) { Description = description, HelpName = name + "…", Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result => RefuseEmpty(result, name, "a path"));
        return argument;
    }

    /// <summary>One or more files of rows; the option may be repeated.</summary>
    public static Option<string[]> Files(string name, string description) =>
        NotEmpty(new PathsOption(name, new ReadsRows())
        {
            Description = description,
            HelpName = "F…",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        });

    /// <summary>One of a few words.</summary>
    public static Option<string?> Choice(string name, string description, IReadOnlyList<string> choices)
    {
        var option = Text(name, string.Join('|', choices), description);
        option.CompletionSources.Add([.. choices]);
        option.CustomParser = result => Read(
            result, name, text => choices.Contains(text, StringComparer.Ordinal) ? text : null, $"one of {string.Join(", ", choices)}");
        return option;
    }

    /// <summary>A whole number from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    public static Option<int?> Whole(string name, string description, int minimum, int maximum = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => (int?)ReadWhole(result, name, minimum, maximum),
    };

    /// <summary>What draws: a number of 32 bits, as the reference and numpy take it.</summary>
    public static Option<long?> Seed(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => ReadWhole(result, name, 0, uint.MaxValue),
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
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                && accepts(value)
                ? value
                : null,
            expected),
    };

    // The limit, which few reach, is named to those who do.
    private static long? ReadWhole(ArgumentResult result, string name, long minimum, long maximum)
    {
        bool isTooLarge = result.Tokens[0].Value is var typed && typed.All(char.IsAsciiDigit) && typed.Any(digit => digit != '0');
        string expected = isTooLarge
            ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}")
            : string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {minimum}");
        return Read<long?>(
            result,
            name,
            text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= minimum
                && value <= maximum
                ? value
                : null,
            expected);
    }

    /// <summary>Patterns of file names, any number, none of them empty.</summary>
    public static Option<string[]> Patterns(string name, string description) => NotEmpty(new Option<string[]>(name)
    {
        Description = description,
        HelpName = "GLOB…",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    });

    /// <summary>A word that may be given several times, each time after the option's name.</summary>
    public static Option<string[]> Texts(string name, string placeholder, string description) => NotEmpty(new Option<string[]>(name)
    {
        Description = description,
        HelpName = placeholder,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    });

    private static TOption NotEmpty<TOption>(TOption option)
        where TOption : Option
    {
        option.Validators.Add(result => RefuseEmpty(result, option.Name, $"a value ({option.HelpName})"));
        return option;
    }

    private static void RefuseEmpty(SymbolResult result, string name, string expected)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0)) result.AddError($"{name}: found '', expected {expected}. Correct {name}.");
    }

    private static T? Read<T>(ArgumentResult result, string name, Func<string, T?> parse, string expected)
    {
        string text = result.Tokens[0].Value;
        var value = parse(text);
        if (value is null) result.AddError($"{name}: found '{text}', expected {expected}. Correct {name}.");
        return value;
    }
}
