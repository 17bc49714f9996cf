using System.Text;
using System.Text.Json;
using Matiz.Data.Labels;

namespace Matiz.Data.JsonLines;

/// <summary>Reads the wanted keys of one JSON object; the rest is checked and passed over.</summary>
internal sealed class JsonRowParser
{
    private readonly string _file;
    private const int Flags = 4;
    private readonly (string Name, byte[] Utf8)[] _wanted;    // text, pair, label, id, flags of classes
    private readonly FlagColumns? _flags;

    private JsonRowParser(DataColumns columns, FlagColumns? flags, string file)
    {
        (_file, _flags) = (file, flags);
        string?[] names = [columns.Text, columns.TextPair, columns.Label, columns.Id, .. columns.LabelColumns ?? []];
        _wanted = [.. names.Select(name => (name ?? "", Encoding.UTF8.GetBytes(name ?? "")))];
        HasLabel = columns.Label is not null;
    }

    private bool HasLabel { get; }

    /// <summary>A parser for the columns that the first object has.</summary>
    public static JsonRowParser FromFirst(ReadOnlySpan<byte> json, int line, RowFile file)
    {
        var names = new List<string>();
        try
        {
            var reader = Open(PythonRows.WithoutWords(json), file.Name, line);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                RequireQuotes(ref reader, json);
                names.Add(reader.GetString()!);
                reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Invalid(exception, file.Name, line);
        }

        var columns = file.FindColumns([.. names.Distinct(StringComparer.Ordinal)], names, line);
        var wanted = columns.OrDefaults(file.Options.PreferredColumns, file.Options, file.MayLackLabels);
        return new JsonRowParser(wanted, file.FlagsOf(columns), file.Name);
    }

    /// <summary>The row of one object.</summary>
    /// <param name="json">The object, UTF-8.</param>
    /// <param name="line">The physical line on which it begins.</param>
    public RawRow Parse(ReadOnlySpan<byte> json, int line)
    {
        string? text = null, pair = null, id = null;
        RawLabel label = default;
        var (seen, cells) = (new bool[_wanted.Length], new string?[_wanted.Length - Flags]);
        try
        {
            var reader = Open(PythonRows.WithoutWords(json), _file, line);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                RequireQuotes(ref reader, json);
                int which = Find(ref reader);
                if (which < 0)
                {
                    reader.Skip();
                    continue;
                }

                if (seen[which])
                {
                    throw new DataException(
                        _file, line, $"the key '{_wanted[which].Name}' stands twice in one object. Once was expected. Remove one.");
                }

                seen[which] = true;
                reader.Read();
                string? word = PythonRows.WordOf(ref reader, json);
                if (word is "NaN")    // stands for nothing, as null does
                {
                    if (which == 0) text = "";
                    continue;
                }

                if (word is not null) throw Unfit(_wanted[which].Name, word, Expected(which), line);
                switch (which)
                {
                    case 0: text = ReadText(ref reader, which, line) ?? ""; break;
                    case 1: pair = ReadText(ref reader, which, line); break;
                    case 2: label = ReadLabel(ref reader, json, line); break;
                    case 3: id = ReadId(ref reader, line); break;
                    default:
                        cells[which - Flags] = reader.TokenType is JsonTokenType.Null ? null : ReadLabelItem(ref reader, line, which);
                        break;
                }
            }

            reader.Read();    // throws for text behind the object
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Invalid(exception, _file, line);
        }

        if (text is null)
        {
            throw new DataException(
                _file, line, $"the object has no key '{_wanted[0].Name}'. A text was expected in every row. Add it, or remove the row.");
        }

        if (_flags is not null) label = _flags.Read(cells, line);
        return new RawRow(text, pair, string.IsNullOrEmpty(id) ? null : id, label, line);
    }

    /// <summary>A reader inside of an object.</summary>
    internal static Utf8JsonReader Open(ReadOnlySpan<byte> json, string file, int line)
    {
        var reader = PythonRows.Reader(json);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject) return reader;
        throw new DataException(
            file, line,
            $"the row is {Describe(reader.TokenType)}. A JSON object with a text was expected. Write it as {{\"text\": \"...\"}}.");
    }

    /// <summary>Refuses a key that is one of Python's words.</summary>
    internal static void RequireQuotes(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (PythonRows.WordOf(ref reader, json) is null) return;
        int start = (int)reader.TokenStartIndex, lines = json[..start].Count((byte)'\n');
        throw new JsonException("a key without quotes", path: null, lines, start - (json[..start].LastIndexOf((byte)'\n') + 1));
    }

    /// <summary>What is said of JSON that breaks its rules.</summary>
    internal static DataException Invalid(Exception exception, string file, int line)
    {
        if (exception is not JsonException fault)
        {
            return new DataException(
                file, line, "a \\u escape stands for half a character. A pair of surrogates was expected. Correct or remove the escape.",
                exception);
        }

        int faultLine = line + (int)(fault.LineNumber ?? 0);
        long column = (fault.BytePositionInLine ?? 0) + 1;
        string where = faultLine == line ? $"byte {column} of the row" : $"byte {column} of the line";
        return new DataException(
            file, faultLine, $"this is not valid JSON (at {where}). One whole JSON object was expected. Correct the row, or remove it.",
            exception);
    }

    private int Find(ref Utf8JsonReader reader)
    {
        for (int i = 0; i < _wanted.Length; i++)
        {
            if (i == 2 && !HasLabel) continue;
            if (reader.ValueTextEquals(_wanted[i].Utf8)) return i;
        }

        return -1;
    }

    private string? ReadText(ref Utf8JsonReader reader, int which, int line) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw Unfit(_wanted[which].Name, Describe(reader.TokenType), Expected(which), line),
    };

    private string? ReadId(ref Utf8JsonReader reader, int line) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.Null => null,
        _ => throw Unfit(_wanted[3].Name, Describe(reader.TokenType), Expected(3), line),
    };

    private RawLabel ReadLabel(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int line)
    {
        if (reader.TokenType == JsonTokenType.Null) return default;
        if (reader.TokenType != JsonTokenType.StartArray) return RawLabel.FromText(ReadLabelItem(ref reader, line, 2));
        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (PythonRows.WordOf(ref reader, json) is { } word) throw Unfit(_wanted[2].Name, $"{word} among others", Expected(2), line);
            list.Add(ReadLabelItem(ref reader, line, 2));
        }

        return RawLabel.FromItems([.. list]);
    }

    private string ReadLabelItem(ref Utf8JsonReader reader, int line, int which) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => throw Unfit(_wanted[which].Name, Describe(reader.TokenType), Expected(which), line),
    };

    private DataException Unfit(string key, string found, string expected, int line) =>
        new(_file, line, $"'{key}' is {found}. {expected}. Correct the row, or name another column.");

    private static string Expected(int which) => which switch
    {
        2 => "A string, a number, or an array of them was expected",
        3 => "A string or a number was expected",
        >= Flags => "A flag, 0 or 1, was expected",
        _ => "A string was expected",
    };

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        _ => "null",
    };
}
