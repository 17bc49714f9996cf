using System.Globalization;
using System.Text.Json;
using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>A value of a column, as JSON and as the text of a table's cell.</summary>
internal static class ColumnValues
{
    /// <summary>A number that stands for no class, as the reference writes it.</summary>
    public const int NoClass = -1;

    /// <summary>The name of a number; null for <see cref="NoClass"/>.</summary>
    /// <exception cref="DataException">There is no such number.</exception>
    public static string? NameOf(ColumnSchema column, long value, string file, long row)
    {
        var names = column.ValueNames!;
        if (value == NoClass) return null;
        if ((ulong)value < (ulong)names.Count) return names[(int)value];
        throw new DataException(
            file, (int)Math.Min(row, int.MaxValue),
            $"'{column.Name}' is {value.ToString(CultureInfo.InvariantCulture)}, but the file names {names.Count} classes. "
            + $"A number from 0 to {names.Count - 1}, or {NoClass} for none, was expected. Correct the file.");
    }

    /// <summary>Writes a value.</summary>
    /// <param name="json">Where to; at a place where a value may stand.</param>
    /// <param name="values">The values.</param>
    /// <param name="column">Their column.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="file">For messages.</param>
    public static void WriteJson(Utf8JsonWriter json, Column values, ColumnSchema column, int row, string file) =>
        WriteJson(json, values, column, column.Type, row, file);

    /// <summary>A value as the text of a cell: texts as they are, lists and structs as JSON; null for a missing one.</summary>
    /// <param name="values">The values.</param>
    /// <param name="column">Their column.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="file">For messages.</param>
    public static string? ToText(Column values, ColumnSchema column, int row, string file)
    {
        if (values.IsMissing(row)) return null;
        return values switch
        {
            TextColumn when column.Type.Kind == ColumnKind.Bytes => $"{((TextColumn)values).At(row).Length} bytes",
            TextColumn texts => texts.TextAt(row),
            IntegerColumn numbers when column.ValueNames is not null => NameOf(column, numbers.Values[row], file, row + 1),
            IntegerColumn numbers => numbers.Values[row].ToString(CultureInfo.InvariantCulture),
            FloatColumn numbers => ToText(numbers.Values[row], column.Type.Bits),
            BooleanColumn flags => flags.Values[row] ? "true" : "false",
            _ => ToJson(values, column, row, file),
        };
    }

    private static string ToText(double value, int bits) => bits == 32
        ? ((float)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    private static string ToJson(Column values, ColumnSchema column, int row, string file)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Matiz.Formats.Json.JsonStyles.Line)) WriteJson(json, values, column, row, file);
        return System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteJson(Utf8JsonWriter json, Column values, ColumnSchema column, ColumnType type, int row, string file)
    {
        if (values.IsMissing(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (values)
        {
            case TextColumn texts when type.Kind == ColumnKind.Bytes: json.WriteBase64StringValue(texts.At(row)); break;
            case TextColumn texts: json.WriteStringValue(texts.At(row)); break;
            case IntegerColumn numbers when column.ValueNames is not null:
                json.WriteStringValue(NameOf(column, numbers.Values[row], file, row + 1)); break;
            case IntegerColumn numbers: json.WriteNumberValue(numbers.Values[row]); break;
            case FloatColumn numbers: WriteNumber(json, numbers.Values[row], type.Bits); break;
            case BooleanColumn flags: json.WriteBooleanValue(flags.Values[row]); break;
            case ListColumn lists:
                json.WriteStartArray();
                for (int i = lists.Offsets[row]; i < lists.Offsets[row + 1]; i++)
                    WriteJson(json, lists.Items, column, type.Item!, i, file);
                json.WriteEndArray();
                break;
            case StructColumn structs:
                json.WriteStartObject();
                for (int i = 0; i < structs.Fields.Count; i++)
                {
                    json.WritePropertyName(structs.Names[i]);
                    WriteJson(json, structs.Fields[i], type.Fields[i], type.Fields[i].Type, row, file);
                }

                json.WriteEndObject();
                break;
        }
    }

    // JSON has no number for these: nothing, and what Python writes and reads.
    private static void WriteNumber(Utf8JsonWriter json, double value, int bits)
    {
        if (double.IsNaN(value)) json.WriteNullValue();
        else if (double.IsInfinity(value)) json.WriteRawValue(value > 0 ? "Infinity" : "-Infinity", skipInputValidation: true);
        else if (bits == 32) json.WriteNumberValue((float)value);
        else json.WriteNumberValue(value);
    }
}
