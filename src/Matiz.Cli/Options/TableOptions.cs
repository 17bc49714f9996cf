using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Training;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>How tables of text are divided: the same words for every command that reads rows.</summary>
internal sealed class TableOptions
{
    private const string Tab = @"\t";

    /// <summary>What divides fields.</summary>
    public Option<string?> Delimiter { get; } = NewDelimiter();

    /// <summary>What quotes mean.</summary>
    public Option<string?> Quoting { get; } = Choice(
        "--quoting", "Quotes in .csv and .tsv: none where they are text (default: by the first rows, which is said)",
        SettingNames.All<TableQuoting>());

    /// <summary>The sheet of a workbook.</summary>
    public Option<string?> Sheet { get; } = Text(
        "--sheet", "NAME|N", "Sheet of .xlsx, by its name or its number from 1 (default: the first, which is said)");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Delimiter, Quoting, Sheet];

    /// <summary>The options with what was typed.</summary>
    public DataOptions Under(DataOptions options, ParseResult parse) => options with
    {
        Delimiter = parse.GetValue(Delimiter)?[0],
        Sheet = parse.GetValue(Sheet),
        Quoting = parse.GetValue(Quoting) is { } quoting ? SettingNames.Parse<TableQuoting>(quoting) : null,
    };

    /// <summary>Adds what was typed, by the key that records it.</summary>
    public void AddTyped(Dictionary<string, JsonNode?> typed, ParseResult parse)
    {
        if (parse.GetValue(Delimiter) is { } delimiter) typed["delimiter"] = delimiter;
        if (parse.GetValue(Quoting) is { } quoting) typed["quoting"] = quoting;
        if (parse.GetValue(Sheet) is { } sheet) typed["sheet"] = sheet;
    }

    private static Option<string?> NewDelimiter()
    {
        var option = Text(
            "--delimiter", "C",
            $"Divides the fields of .csv and .tsv: one character, {Tab} or tab (default: by the first rows, which is said)");
        option.CustomParser = result => Parse(result);
        return option;
    }

    private static string? Parse(ArgumentResult result)
    {
        string typed = result.Tokens[0].Value;
        string character = typed is Tab or "tab" ? "\t" : typed;
        if (character is [var one] && CanDivide(one)) return character;
        result.AddError(
            $"--delimiter: found '{typed}', expected one character that is no letter, digit, quote or line end, such as ';', '|' or {Tab}. "
            + "Correct --delimiter.");
        return null;
    }

    private static bool CanDivide(char character)
    {
        try
        {
            return new DataOptions { Delimiter = character }.Delimiter is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
