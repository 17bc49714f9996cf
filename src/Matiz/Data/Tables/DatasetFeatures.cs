using System.Text;
using System.Text.Json;
using Matiz.Formats.Json;
using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>
/// The note <c>huggingface</c> that the reference's datasets keep in Parquet and Arrow files: what the columns mean, above all the names
/// of classes (<c>{"info": {"features": {"label": {"names": ["neg", "pos"], "_type": "ClassLabel"}}}}</c>).
/// </summary>
internal static class DatasetFeatures
{
    private const string Key = "huggingface", ClassLabelType = "ClassLabel";

    /// <summary>The columns with the names of their numbers, where the note has them.</summary>
    /// <exception cref="DataException">The note is damaged, or names the values of a column that are no whole numbers.</exception>
    public static TableSchema WithNames(TableSchema schema, string file)
    {
        if (!schema.Metadata.TryGetValue(Key, out string? note)) return schema;
        try
        {
            using var json = JsonDocument.Parse(note);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("info", out var info) || info.ValueKind != JsonValueKind.Object
                || !info.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Object)
                return schema;
            return schema with { Columns = [.. schema.Columns.Select(column => WithNames(column, features, file))] };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new DataException(
                file, 0, $"the note '{Key}' of the file is not valid JSON. The description of its columns was expected. "
                    + "Write the file again, or remove the note.",
                exception);
        }
    }

    /// <summary>The names of classes that a description of columns gives to one of them; null where it gives none.</summary>
    public static IReadOnlyList<string>? NamesOf(JsonElement features, string column) =>
        features.ValueKind == JsonValueKind.Object && features.TryGetProperty(column, out var feature) ? NamesIn(feature) : null;

    /// <summary>The notes of a file that is written: the names of its numbers; empty where there are none.</summary>
    public static IReadOnlyDictionary<string, string> NotesOf(TableSchema schema)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (schema.Columns.All(column => column.ValueNames is null)) return notes;
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, JsonStyles.Line))
        {
            json.WriteStartObject();
            json.WriteStartObject("info");
            json.WriteStartObject("features");
            foreach (var column in schema.Columns)
            {
                json.WritePropertyName(column.Name);
                Write(json, column.Type, column.ValueNames);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        notes.Add(Key, Encoding.UTF8.GetString(bytes.WrittenSpan));
        return notes;
    }

    private static ColumnSchema WithNames(ColumnSchema column, JsonElement features, string file)
    {
        if (NamesOf(features, column.Name) is not { } names) return column;
        var values = column.Type.Kind == ColumnKind.List ? column.Type.Item! : column.Type;
        if (values.Kind is ColumnKind.Integer) return column with { ValueNames = names };
        if (values.Kind is ColumnKind.Null) return column;
        throw new DataException(
            file, 0,
            $"the note '{Key}' names {names.Count} classes for the column '{column.Name}', which holds {column.Type}. "
            + "Whole numbers were expected. Write the file again.");
    }

    // A list is {"feature": …}, in old files [ … ].
    private static IReadOnlyList<string>? NamesIn(JsonElement feature)
    {
        if (feature.ValueKind == JsonValueKind.Array && feature.GetArrayLength() == 1) return NamesIn(feature[0]);
        if (feature.ValueKind != JsonValueKind.Object) return null;
        if (feature.TryGetProperty("feature", out var item)) return NamesIn(item);
        bool hasNames = feature.TryGetProperty("_type", out var type) && type.ValueKind == JsonValueKind.String
            && type.ValueEquals(ClassLabelType) && feature.TryGetProperty("names", out var names) && names.ValueKind == JsonValueKind.Array;
        return hasNames ? [.. feature.GetProperty("names").EnumerateArray().Select(NameIn)] : null;
    }

    private static string NameIn(JsonElement name) =>
        name.GetString() ?? throw new InvalidOperationException("the name of a class is null");

    private static void Write(Utf8JsonWriter json, ColumnType type, IReadOnlyList<string>? names)
    {
        json.WriteStartObject();
        switch (type.Kind)
        {
            case ColumnKind.List:
                json.WritePropertyName("feature");
                Write(json, type.Item!, names);
                json.WriteNumber("length", -1);
                json.WriteString("_type", "Sequence");      // newer releases say List, and read this
                break;
            case ColumnKind.Struct:
                foreach (var field in type.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Write(json, field.Type, field.ValueNames);
                }

                break;
            case ColumnKind.Integer when names is not null:
                json.WriteStartArray("names");
                foreach (string name in names) json.WriteStringValue(name);
                json.WriteEndArray();
                json.WriteString("_type", ClassLabelType);
                break;
            default:
                json.WriteString("dtype", DTypeOf(type));
                json.WriteString("_type", "Value");
                break;
        }

        json.WriteEndObject();
    }

    private static string DTypeOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "bool",
        ColumnKind.Integer => $"int{type.Bits}",
        ColumnKind.Float => $"float{type.Bits}",
        ColumnKind.Text => "string",
        ColumnKind.Bytes => "binary",
        _ => "null",
    };
}
