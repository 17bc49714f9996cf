using System.Text.Json;
using Matiz.Formats.Tables;

namespace Matiz.Data.JsonLines;

/// <summary>Gathers the values of JSON objects in columns whose types fit them.</summary>
internal sealed class JsonValues
{
    private readonly ColumnSchema[] _columns;
    private readonly JsonEncodedText[] _names;
    private readonly ColumnBuilder[] _builders;
    private readonly bool _asTexts;
    private int _count;

    /// <summary>Gathers some columns.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="asTexts">Whether numbers and the like are kept as they are spelled.</param>
    public JsonValues(ColumnSchema[] columns, bool asTexts)
    {
        (_columns, _asTexts) = (columns, asTexts);
        _names = Array.ConvertAll(columns, column => JsonEncodedText.Encode(column.Name));
        _builders = Array.ConvertAll(columns, column => ColumnBuilder.For(column.Type));
    }

    /// <summary>Takes a row.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        var reader = PythonRows.Reader(PythonRows.WithoutWords(json));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int place = PlaceOf(ref reader);
            reader.Read();
            if (place < 0) reader.Skip();
            else if (_asTexts) AddText(ref reader, json, (TextBuilder)_builders[place]);
            else Add(ref reader, json, _builders[place], _columns[place].Type);
        }

        _count++;
        foreach (var builder in _builders)
        {
            if (builder.Count < _count) builder.AddMissing();
        }
    }

    /// <summary>Takes the rows out.</summary>
    public TableBatch Build(int rows)
    {
        _count = 0;
        return new TableBatch(rows, Array.ConvertAll(_builders, builder => builder.Build()));
    }

    private int PlaceOf(ref Utf8JsonReader reader)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            if (reader.ValueTextEquals(_columns[i].Name)) return i;
        }

        return -1;
    }

    private static void AddText(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, TextBuilder builder)
    {
        if (PythonRows.WordOf(ref reader, json) is { } word)
        {
            if (word is "NaN") builder.AddMissing();
            else builder.Add(System.Text.Encoding.UTF8.GetBytes(word));
        }
        else if (reader.TokenType == JsonTokenType.Null)
        {
            builder.AddMissing();
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            AddString(ref reader, builder);
        }
        else
        {
            int from = (int)reader.TokenStartIndex;
            reader.Skip();
            builder.Add(json[from..(int)reader.BytesConsumed]);
        }
    }

    private static void AddString(ref Utf8JsonReader reader, TextBuilder builder)
    {
        if (!reader.ValueIsEscaped) builder.Add(reader.ValueSpan);
        else builder.Add(System.Text.Encoding.UTF8.GetBytes(reader.GetString()!));
    }

    private static void Add(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ColumnBuilder builder, ColumnType type)
    {
        string? word = PythonRows.WordOf(ref reader, json);
        if (word is "NaN" || reader.TokenType == JsonTokenType.Null)
        {
            builder.AddMissing();
            return;
        }

        switch (builder)
        {
            case TextBuilder texts: AddString(ref reader, texts); break;
            case IntegerBuilder numbers: numbers.Add(reader.GetInt64()); break;
            case FloatBuilder numbers:
                numbers.Add(word switch
                {
                    "Infinity" => double.PositiveInfinity,
                    "-Infinity" => double.NegativeInfinity,
                    _ => reader.GetDouble(),
                });
                break;
            case BooleanBuilder flags: flags.Add(reader.GetBoolean()); break;
            case ListBuilder lists:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Add(ref reader, json, lists.Items, type.Item!);
                lists.EndList();
                break;
            case StructBuilder structs:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    int place = 0;
                    while (!string.Equals(type.Fields[place].Name, name, StringComparison.Ordinal)) place++;
                    reader.Read();
                    Add(ref reader, json, structs.Fields[place], type.Fields[place].Type);
                }

                structs.EndValue();
                break;
        }
    }
}
