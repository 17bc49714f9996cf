using System.Text;
using System.Text.Json;
using Matiz.Data.Corrections;
using Matiz.Data.Labels;

namespace Matiz.Data.JsonLines;

/// <summary>JSON objects in the bytes of a file: how their labels are written, and where one lies.</summary>
internal abstract class JsonLayout : RowLayout
{
    public override string Write(LabelSpelling spelling, LabelKind kind, string[] items, RawLabel raw, ReadOnlySpan<byte> old)
    {
        var reader = PythonRows.Reader(PythonRows.WithoutWords(old));
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return LabelSpelling.Scalar(spelling.Text(kind, items, raw.Text ?? ""), reader.TokenType);
        reader.Read();
        bool areIndices = reader.TokenType == JsonTokenType.EndArray && spelling.Reading == LabelReading.Indices;
        return LabelSpelling.ArrayOf(items, areIndices ? JsonTokenType.Number : reader.TokenType);
    }

    // The escapes of a JSON string hold letters; the text that they stand for has none beside its flags.
    public override string WriteFlags(bool[] flags, RawLabel raw, ReadOnlySpan<byte> old)
    {
        if (raw.List is null) return LabelSpelling.Scalar(LabelSpelling.Flags(flags, raw.Text ?? ""), JsonTokenType.String);
        bool isPlain = old.IndexOf((byte)'\\') < 0;
        if (isPlain) return LabelSpelling.Flags(flags, Encoding.UTF8.GetString(old));
        var spelled = raw.List.Zip(flags, (item, flag) => LabelFlags.Like(item.Trim(), flag));
        return LabelSpelling.ArrayOf([.. spelled], JsonTokenType.String);
    }

    /// <summary>Where the value of a key lies; the reader goes from the beginning of the object to its end.</summary>
    protected static (int From, int To) LabelOf(ref Utf8JsonReader reader, string label)
    {
        var found = (From: -1, To: -1);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isLabel = reader.ValueTextEquals(label);
            reader.Read();
            int from = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isLabel) found = (from, (int)reader.BytesConsumed);
        }

        return found;
    }
}
