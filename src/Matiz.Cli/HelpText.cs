using System.CommandLine;
using System.Text;

namespace Matiz.Cli;

/// <summary>What <c>--help</c> prints: usage, examples first, then the options under their headings.</summary>
internal static class HelpText
{
    /// <summary>What the program is for.</summary>
    public const string Intention = "Fine-tune, inspect and serve transformer text classifiers.";

    private const int Width = 110, LongestFirstColumn = 30;

    /// <summary>The help of the program.</summary>
    public static string Describe(IReadOnlyList<MatizCommand> commands)
    {
        var text = new StringBuilder();
        text.Append(Intention).Append("\n\nUsage:\n  matiz COMMAND [OPTIONS]\n  matiz COMMAND --help\n  matiz --version\n");
        Columns(text, "Commands", [.. commands.Select(command => (command.Name, command.Summary))]);
        Columns(
            text, "Start here", [.. commands.Select(command => command.Examples[0]).Select(example => (example.Line, example.Meaning))]);
        text.Append("\nExit codes: 0 done, 1 a fault of the program or the machine, 2 a fault of arguments or data, 130 interrupted,\n")
            .Append("  141 whoever read the results reads no more.\n");
        return text.ToString();
    }

    /// <summary>The help of a command.</summary>
    public static string Describe(MatizCommand command)
    {
        var text = new StringBuilder();
        Paragraph(text, command.Description ?? command.Summary);
        text.Append("\nUsage:\n  ").Append(CommandLine.ProgramName).Append(' ').Append(command.Name);
        foreach (var argument in command.Arguments) text.Append(' ').Append(argument.HelpName ?? argument.Name);
        text.Append(" [OPTIONS]\n");
        text.Append("\nExamples:\n");
        foreach (var example in command.Examples)
            text.Append("  ").Append(example.Line).Append("\n      ").Append(example.Meaning).Append('\n');
        if (command.Arguments.Count > 0)
            Columns(
                text, "Arguments",
                [.. command.Arguments.Select(argument => (argument.HelpName ?? argument.Name, argument.Description ?? ""))]);
        foreach (var set in command.OptionSets)
            Columns(text, set.Title, [.. set.All.Select(option => (Usage(option), option.Description ?? ""))]);
        return text.ToString();
    }

    private static string Usage(Option option) => option.HelpName is null ? option.Name : $"{option.Name} {option.HelpName}";

    private static void Columns(StringBuilder text, string title, IReadOnlyList<(string First, string Second)> rows)
    {
        text.Append('\n').Append(title).Append(":\n");
        int width = rows.Where(row => row.First.Length <= LongestFirstColumn)
            .Select(row => row.First.Length)
            .DefaultIfEmpty(LongestFirstColumn / 2)
            .Max();
        foreach (var (first, second) in rows)
        {
            var lines = Wrap(second, Width - width - 4);
            text.Append("  ").Append(first);
            if (first.Length > width) text.Append('\n').Append(' ', width + 4);
            else text.Append(' ', width - first.Length + 2);
            text.AppendJoin("\n" + new string(' ', width + 4), lines).Append('\n');
        }
    }

    private static void Paragraph(StringBuilder text, string words) => text.AppendJoin('\n', Wrap(words, Width)).Append('\n');

    private static List<string> Wrap(string words, int width)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (string word in words.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        lines.Add(line.ToString());
        return lines;
    }
}
