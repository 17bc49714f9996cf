using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Matiz.Cli;

/// <summary>Words that mean nothing, with the word that was probably meant.</summary>
internal static class Mistakes
{
    // What other programs mean by one letter, where more than one option begins with it.
    private static readonly Dictionary<char, string> Usual = new()
    {
        ['b'] = "--batch-size",
        ['e'] = "--epochs",
        ['f'] = "--format",
        ['i'] = "--input",
        ['l'] = "--learning-rate",
        ['m'] = "--model",
        ['o'] = "--output",
        ['q'] = "--quiet",
        ['s'] = "--seed",
        ['t'] = "--train",
        ['v'] = "--verbose",
    };

    /// <summary>What is wrong with what was typed, or null.</summary>
    /// <param name="parse">What the parser made of it.</param>
    /// <param name="command">The command.</param>
    /// <param name="words">What was typed.</param>
    public static string? Find(ParseResult parse, MatizCommand command, CommandWords words)
    {
        string help = $"'{CommandLine.ProgramName} {command.Name} --help' shows what there is.";
        if (StrayOption(parse, words.All.Count - words.End - 1) is { } stray)
        {
            string? meant = Nearest(stray, command.Options.Select(option => option.Name));
            string asText = TakesTexts(command) ? " A text that begins with - stands behind --." : "";
            return $"{command.Name}: unknown option '{stray}'." + (meant is null ? "" : $" Is {meant} meant?") + $"{asText} {help}";
        }

        if (parse.UnmatchedTokens.Count > 0) return $"{command.Name}: unexpected '{parse.UnmatchedTokens[0]}'. {help}";
        return parse.Errors.Count == 0 ? null : Described(parse.Errors[0], command, help);
    }

    /// <summary>What is wrong where the first word is no command.</summary>
    public static string UnknownCommand(IReadOnlyList<string> args, IReadOnlyList<MatizCommand> commands)
    {
        string word = args[0], all = $"The commands are {string.Join(", ", commands.Select(command => command.Name))}.";
        if (word.Length == 0) return $"the command is empty. One was expected. {all}";
        if (word.StartsWith('-') && args.FirstOrDefault(other => commands.Any(command => command.Name == other)) is { } late)
            return $"'{word}' stands before the command. Options were expected behind it. Begin with: {CommandLine.ProgramName} {late}";
        string kind = word.StartsWith('-') ? "option" : "command";
        string? meant = Nearest(word, commands.Select(command => command.Name));
        return $"unknown {kind} '{word}'." + (meant is null ? "" : $" Is '{meant}' meant?") + " " + all;
    }

    private static bool TakesTexts(MatizCommand command) => command.Arguments.Any(argument => argument.Arity.MaximumNumberOfValues > 1);

    // The parser gives words that look like unknown options to an argument that takes any number of words.
    private static string? StrayOption(ParseResult parse, int wordsBehindEnd)
    {
        var words = parse.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(result => result.Tokens)
            .Concat(UnmatchedAsTokens(parse))
            .Select(token => token.Value)
            .ToList();
        var before = words.Take(words.Count - Math.Max(0, wordsBehindEnd));
        return before.FirstOrDefault(LooksLikeOption)
            ?? ValuesOf(parse).FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && LooksLikeOption(word));
    }

    private static IEnumerable<Token> UnmatchedAsTokens(ParseResult parse) =>
        parse.Tokens.Where(
            token => token.Type == TokenType.Argument && parse.UnmatchedTokens.Contains(token.Value, StringComparer.Ordinal));

    // Options that take several words (--train a.csv --trian b.csv) swallow what they do not know.
    private static IEnumerable<string> ValuesOf(ParseResult parse) =>
        parse.CommandResult.Children.OfType<OptionResult>().SelectMany(result => result.Tokens).Select(token => token.Value);

    private static bool LooksLikeOption(string word) =>
        word.Length > 1
        && word[0] == '-'
        && !word.Any(char.IsWhiteSpace)
        && !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        && (word[1] == '-' || char.IsAsciiLetter(word[1]));

    private static string Described(ParseError error, MatizCommand command, string help)
    {
        // Our own messages name their option and say what to do; the parser's do not.
        if (error.Message.StartsWith("--", StringComparison.Ordinal)) return error.Message;
        if (error.SymbolResult is ArgumentResult { Argument.Name: var own }
            && error.Message.StartsWith(own + ":", StringComparison.Ordinal))
            return error.Message;
        if (error.SymbolResult is OptionResult { Option: var option })
        {
            string value = option.HelpName is { } name ? $"a value ({name})" : "no value";
            return $"{option.Name}: {value} was expected{(option.HelpName is null ? "" : " once")}. {help}";
        }

        return error.SymbolResult is ArgumentResult { Argument: var argument }
            ? $"{command.Name}: {argument.Name} is missing. {help}"
            : $"{command.Name}: {error.Message} {help}";
    }

    /// <summary>The candidate that a slip of the finger could have made of, or null.</summary>
    internal static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string plain = word.TrimStart('-').Split('=', ':')[0];
        if (plain.Length == 1) return OfLetter(plain[0], [.. candidates]);
        return candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(plain, candidate.TrimStart('-'))))
            .Where(pair => pair.Distance <= Math.Max(1, plain.Length / 3))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    private static string? OfLetter(char letter, string[] candidates)
    {
        if (Usual.TryGetValue(letter, out string? usual) && candidates.Contains(usual, StringComparer.Ordinal)) return usual;
        return Array.Find(candidates, candidate => candidate.TrimStart('-')[0] == letter);
    }

    // Levenshtein with swapped neighbours as one slip (optimal string alignment).
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
