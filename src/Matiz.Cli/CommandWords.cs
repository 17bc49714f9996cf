using System.CommandLine;

namespace Matiz.Cli;

/// <summary>
/// The words behind a command's name, in the one spelling that the parser knows: a switch is there or not (<c>--json=true</c> is
/// <c>--json</c>, <c>--json=false</c> is nothing), and every option that takes a value has one.
/// </summary>
internal sealed class CommandWords
{
    private readonly MatizCommand _command;
    private readonly List<string> _words = [];

    private CommandWords(MatizCommand command) => _command = command;

    /// <summary>The command's name, and what is behind it.</summary>
    public IReadOnlyList<string> All => _words;

    /// <summary>How many words stand before <c>--</c>; those behind it are never options.</summary>
    public int End { get; private set; }

    /// <summary>What is wrong with them, or null.</summary>
    public string? Mistake { get; private set; }

    /// <summary>Reads the words.</summary>
    /// <param name="command">The command that the first of them names.</param>
    /// <param name="args">What was typed.</param>
    public static CommandWords Read(MatizCommand command, IReadOnlyList<string> args)
    {
        var words = new CommandWords(command);
        int end = args.TakeWhile(word => !string.Equals(word, "--", StringComparison.Ordinal)).Count();
        words._words.Add(args[0]);
        for (int i = 1; i < end; i++)
        {
            words.Add(args[i]);
            words.Mistake ??= words.Missing(args[i], i + 1 < end ? args[i + 1] : null);
        }

        words.End = words._words.Count;
        words._words.AddRange(args.Skip(end));
        return words;
    }

    /// <summary>Whether one of the words before <c>--</c> is this one.</summary>
    public bool Has(Func<string, bool> isMeant) => _words.Take(End).Skip(1).Any(isMeant);

    private void Add(string word)
    {
        int divider = word.IndexOfAny(['=', ':']);
        if (divider < 0 || Find(word[..divider]) is not { Arity.MaximumNumberOfValues: 0 } flag)
        {
            _words.Add(word);
            return;
        }

        string value = word[(divider + 1)..];
        _words.RemoveAll(earlier => string.Equals(earlier, flag.Name, StringComparison.Ordinal));
        if (string.Equals(value, "true", StringComparison.OrdinalIgnoreCase)) _words.Add(flag.Name);
        else if (!string.Equals(value, "false", StringComparison.OrdinalIgnoreCase))
            Mistake ??= $"{flag.Name}: found '{value}', expected true or false. Give {flag.Name} alone, or leave it out.";
    }

    private string? Missing(string word, string? next)
    {
        if (Find(word) is not { Arity.MinimumNumberOfValues: > 0 } option) return null;
        if (next is not null && Find(next.Split('=', ':')[0]) is null && !CommandLine.IsHelp(next)) return null;
        string found = next is null ? "nothing follows" : $"'{next}' follows";
        return $"{option.Name}: {found}, expected a value ({option.HelpName}). Give one, or leave {option.Name} out.";
    }

    private Option? Find(string name) =>
        _command.Options.FirstOrDefault(option => string.Equals(option.Name, name, StringComparison.Ordinal));
}
