using System.Text.Json;
using Matiz.Data;
using Matiz.Tokenizers;

namespace Matiz.Cli.Tokens;

/// <summary>An encoding as one JSON object; offsets count UTF-16 units.</summary>
internal static class TokenLine
{
    /// <summary>The line of a row. Further windows are there where they were asked for.</summary>
    /// <param name="json">Writes it.</param>
    /// <param name="row">The row.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="hasTypeIds">Whether the model is given segments.</param>
    /// <param name="withOverflow">Whether windows were asked for.</param>
    public static string Write(Json json, Row row, Encoding encoding, bool hasTypeIds, bool withOverflow) => json.Line(writer =>
    {
        writer.WriteStartObject();
        if (row.Id is not null) writer.WriteString("id", row.Id);
        WriteMembers(writer, encoding, hasTypeIds);
        if (withOverflow)
        {
            writer.WriteStartArray("overflowing");
            foreach (var window in encoding.Overflowing)
            {
                writer.WriteStartObject();
                WriteMembers(writer, window, hasTypeIds);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });

    private static void WriteMembers(Utf8JsonWriter writer, Encoding encoding, bool hasTypeIds)
    {
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
    }
}
