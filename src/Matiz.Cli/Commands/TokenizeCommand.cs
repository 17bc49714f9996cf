using System.CommandLine;
using System.Globalization;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz tokenize</c>: what a model's tokenizer makes of texts.</summary>
internal sealed class TokenizeCommand : MatizCommand
{
    private readonly Argument<string> _model = OptionFactory.PathArgument(
        "MODEL", "A model folder, or all-MiniLM-L6-v2 (built in)", new ReadsModel());
    private readonly TextOptionSet _texts = new();
    private readonly Option<int?> _maxLength = OptionFactory.Whole("--max-length", "Tokens at which a text is cut (default: never)", 1);

    public TokenizeCommand()
        : base(
            "tokenize",
            "Show the tokens of texts",
            "Show what a model's tokenizer makes of texts: tokens, ids, and where each stands in the text. "
            + "Nothing is padded, and nothing is cut unless --max-length says so.")
    {
        Add(_model);
        Add(_texts.Texts);
        AddOptions(_texts, new OptionSet("Cutting", _maxLength), Messages);
    }

    public override MessageOptionSet Messages { get; } = new(
        "Print one JSON object a row: ids, tokens, offsets, type_ids, sequence_ids, special");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz tokenize my-model \"I saw a movie today.\"", "A table of tokens, ids and places."),
        new(
            "matiz tokenize all-MiniLM-L6-v2 \"unbelievable\" --json",
            "The built-in encoder's tokens, as JSON; offsets count UTF-16 units."),
        new(
            "matiz tokenize my-model --input texts.csv --text-column body --json > tokens.jsonl",
            "One JSON object for each row of a file."),
        new("matiz tokenize my-model \"a long text\" --max-length 8", "What is left when a text is cut at 8 tokens."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var tokenizer = AutoTokenizer.FromPretrained(ModelSource.Find(parse.GetRequiredValue(_model)).Files);
        int? maxLength = parse.GetValue(_maxLength);
        TextLimit.RequireRoom(tokenizer, maxLength);
        var options = new EncodeOptions { MaxLength = maxLength };
        var style = new Style(host.OutputIsTerminal && host.AllowsColor);
        bool asJson = Messages.IsJson(parse), isFirst = true;
        using var json = Json.Lines();
        foreach (var row in _texts.Read(parse, host))
        {
            host.Interrupt.ThrowIfCancellationRequested();
            if (row.TextPair is not null) RequireRoomForPair(tokenizer, maxLength, row.Source);
            var encoding = tokenizer.Encode(row.Text, row.TextPair, options);
            if (asJson)
            {
                host.Output.Write(Line(json, row, encoding, tokenizer.HasTypeIds));
                continue;
            }

            if (!isFirst) host.Output.WriteLine();
            isFirst = false;
            host.Output.Write(Table(row, encoding, style));
        }

        return ExitCode.Done;
    }

    private static void RequireRoomForPair(Tokenizer tokenizer, int? maxLength, RowSource source)
    {
        try
        {
            TextLimit.RequireRoom(tokenizer, maxLength, isPair: true);
        }
        catch (TokenizerException e)
        {
            throw new DataException($"{source}: {e.Message}");
        }
    }

    private static string Line(Json json, Row row, Encoding encoding, bool hasTypeIds) => json.Line(writer =>
    {
        writer.WriteStartObject();
        if (row.Id is not null) writer.WriteString("id", row.Id);
        writer.WriteNumbers("ids", encoding.Ids);
        writer.WriteStrings("tokens", encoding.Tokens);
        writer.WriteStartArray("offsets");
        foreach (var (start, end) in encoding.Offsets)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(start);
            writer.WriteNumberValue(end);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteNumbers("type_ids", hasTypeIds ? encoding.TypeIds : new int[encoding.Length]);
        writer.WriteStartArray("sequence_ids");
        foreach (int? sequence in encoding.SequenceIds)
        {
            if (sequence is { } number) writer.WriteNumberValue(number);
            else writer.WriteNullValue();
        }

        writer.WriteEndArray();
        writer.WriteNumbers("special", encoding.SpecialTokensMask);
        writer.WriteEndObject();
    });

    private static string Table(Row row, Encoding encoding, Style style)
    {
        var table = new TextTable("rrlrl")
            .Row(Head("#", style), Head("id", style), Head("token", style), Head("place", style), Head("text", style));
        for (int i = 0; i < encoding.Length; i++)
        {
            bool isSpecial = encoding.SpecialTokensMask[i] != 0;
            var (start, end) = encoding.Offsets[i];
            string text = encoding.SequenceIds[i] == 1 ? row.TextPair! : row.Text;
            table.Row(
                i.ToString(CultureInfo.InvariantCulture),
                encoding.Ids[i].ToString(CultureInfo.InvariantCulture),
                new TextTable.Cell(PlainText.Clean(encoding.Tokens[i]), isSpecial ? style.Dim : null),
                isSpecial ? "" : string.Create(CultureInfo.InvariantCulture, $"{start}-{end}"),
                isSpecial ? "" : PlainText.Clean(text[start..end]));
        }

        string dropped = encoding.DroppedTokens switch
        {
            0 => "",
            1 => ", 1 more was cut",
            var count => string.Create(CultureInfo.InvariantCulture, $", {count} more were cut"),
        };
        return $"{PlainText.Clean(row.Text)}{(row.TextPair is null ? "" : $" | {PlainText.Clean(row.TextPair)}")}\n{table.Render()}  "
            + $"{Numbers.Counted(encoding.Length, "token")}{dropped}\n";
    }

    private static TextTable.Cell Head(string text, Style style) => new(text, style.Bold);
}
