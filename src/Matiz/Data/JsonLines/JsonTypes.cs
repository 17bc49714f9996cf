using System.Text.Json;
using Matiz.Data.Tables;
using Matiz.Formats.Tables;

namespace Matiz.Data.JsonLines;

/// <summary>The columns of JSON objects: every key of every object, in the order of first places, and the type of its values.</summary>
/// <param name="file">For messages.</param>
/// <param name="asTexts">Whether only the keys matter.</param>
internal sealed class JsonTypes(string file, bool asTexts)
{
    private const int MostLevels = 64;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<ColumnType> _types = [];
    private readonly List<int> _seen = [];
    private int _row;

    /// <summary>The columns so far.</summary>
    public TableSchema Schema => new([.. _places.Select(
        column => new ColumnSchema(column.Key, asTexts ? ColumnType.Text : _types[column.Value]))]);

    /// <summary>Looks at an object.</summary>
    /// <param name="json">The object, UTF-8.</param>
    /// <param name="line">The physical line on which it begins.</param>
    public void See(ReadOnlySpan<byte> json, int line)
    {
        _row++;
        try
        {
            var reader = JsonRowParser.Open(PythonRows.WithoutWords(json), file, line);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                JsonRowParser.RequireQuotes(ref reader, json);
                string key = reader.GetString()!;
                reader.Read();
                int place = PlaceOf(key, line);
                if (asTexts)
                {
                    RequireCharacters(ref reader);
                    reader.Skip();
                    continue;
                }

                var found = TypeOf(ref reader, json, 0, line);
                _types[place] = TypeMerge.Merge(_types[place], found) ?? throw Differs(key, _types[place], found, line);
            }

            reader.Read();                                      // throws for text behind the object
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw JsonRowParser.Invalid(exception, file, line);
        }
    }

    private int PlaceOf(string key, int line)
    {
        if (!_places.TryGetValue(key, out int place))
        {
            place = _types.Count;
            _places.Add(key, place);
            _types.Add(ColumnType.Null);
            _seen.Add(0);
        }

        if (_seen[place] == _row)
            throw new DataException(file, line, $"the key '{key}' stands twice in one object. Once was expected. Remove one.");
        _seen[place] = _row;
        return place;
    }

    private ColumnType TypeOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int level, int line)
    {
        if (level > MostLevels)
        {
            throw new DataException(
                file, line, $"values lie in one another more than {MostLevels} deep. Flatter ones were expected. Simplify the row.");
        }

        if (PythonRows.WordOf(ref reader, json) is { } word) return word is "NaN" ? ColumnType.Null : ColumnType.Float;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                RequireCharacters(ref reader);
                return ColumnType.Text;
            case JsonTokenType.Number: return NumberType(ref reader, line);
            case JsonTokenType.True or JsonTokenType.False: return ColumnType.Boolean;
            case JsonTokenType.StartArray:
                var item = ColumnType.Null;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var next = TypeOf(ref reader, json, level + 1, line);
                    item = TypeMerge.Merge(item, next) ?? throw Mixed(item, next, line);
                }

                return ColumnType.ListOf(item);
            case JsonTokenType.StartObject:
                var fields = new List<ColumnSchema>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    if (fields.Exists(field => string.Equals(field.Name, name, StringComparison.Ordinal)))
                        throw new DataException(file, line, $"the key '{name}' stands twice in one object. Once was expected. Remove one.");
                    reader.Read();
                    fields.Add(new ColumnSchema(name, TypeOf(ref reader, json, level + 1, line)));
                }

                return ColumnType.StructOf(fields);
            default: return ColumnType.Null;
        }
    }

    // Half a character as an escape throws here, and never where the rows are read.
    private static void RequireCharacters(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped) _ = reader.GetString();
    }

    private ColumnType NumberType(ref Utf8JsonReader reader, int line)
    {
        if (reader.ValueSpan.IndexOfAny(".eE"u8) >= 0)
        {
            if (reader.TryGetDouble(out double value) && double.IsFinite(value)) return ColumnType.Float;
        }
        else if (reader.TryGetInt64(out _))
        {
            return ColumnType.Integer;
        }

        string number = System.Text.Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, 40)]);
        throw new DataException(
            file, line,
            $"the number {number} is too large for 64 bits. A smaller one was expected. Write it as a text, in quotes.");
    }

    private DataException Differs(string key, ColumnType before, ColumnType found, int line) => new(
        file, line,
        $"'{key}' is {TableFormat.Described(found)} here, and {TableFormat.Described(before)} in rows before. "
        + "One type a column was expected. Write all its values alike.");

    private DataException Mixed(ColumnType one, ColumnType other, int line) => new(
        file, line,
        $"a list holds {TableFormat.Described(one)} and {TableFormat.Described(other)}. Items of one type were expected. Correct the row.");
}
