using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>Reads a tensor of texts: shape [N] or [N, 1], its values in JSON, flat or by rows, or as bytes behind it.</summary>
internal static class TextTensorReader
{
    private const string BinarySize = "binary_data_size", ContentType = "content_type", PlainTexts = "str";

    private static readonly string[] SharedMemory = ["shared_memory_region", "shared_memory_byte_size", "shared_memory_offset"];

    /// <summary>Reads one.</summary>
    /// <param name="input">The object.</param>
    /// <param name="place">Its place, such as <c>inputs[0]</c>.</param>
    /// <param name="tail">The bytes behind the JSON; those that are its own are taken off.</param>
    /// <exception cref="RequestException">It is none, or shape and data disagree.</exception>
    public static (string Name, string[] Texts) Read(JsonElement input, string place, ref ReadOnlyMemory<byte> tail)
    {
        JsonFields.Object(input, place);
        JsonFields.RequireKnown(input, "name", "shape", "datatype", "parameters", "data");
        string name = JsonFields.Text(JsonFields.Required(input, "name"), $"{place}.name");
        if (JsonFields.Text(JsonFields.Required(input, "datatype"), $"{place}.datatype") != TensorTypes.Text)
            throw Refused($"'{place}.datatype' is another", $"{TensorTypes.Text}, texts, was expected", "Send texts");
        var (count, hasColumns) = ReadShape(JsonFields.Required(input, "shape"), $"{place}.shape");
        string[] texts = ReadBinarySize(input, place) is { } size
            ? FromBytes(Take(size, place, ref tail), place, count)
            : FromJson(JsonFields.Required(input, "data"), $"{place}.data", count, hasColumns);
        return (name, texts);
    }

    private static (int Count, bool HasColumns) ReadShape(JsonElement shape, string place)
    {
        if (shape.ValueKind == JsonValueKind.Array && shape.GetArrayLength() is 1 or 2)
        {
            bool hasColumns = shape.GetArrayLength() == 2;
            bool isOne = shape[0].ValueKind == JsonValueKind.Number && shape[0].TryGetInt32(out int count) && count >= 0;
            bool isColumn = !hasColumns
                || (shape[1].ValueKind == JsonValueKind.Number && shape[1].TryGetInt32(out int width) && width == 1);
            if (isOne && isColumn) return (shape[0].GetInt32(), hasColumns);
        }

        throw Refused($"'{place}' is another", "[N] or [N, 1] was expected, N texts", "Correct it");
    }

    private static int? ReadBinarySize(JsonElement input, string place)
    {
        if (JsonFields.Optional(input, "parameters") is not { } parameters) return null;
        JsonFields.Object(parameters, $"{place}.parameters");
        foreach (string name in SharedMemory)
        {
            if (JsonFields.Optional(parameters, name) is not null)
                throw Refused(
                    $"'{place}.parameters.{name}' is given", "Texts in the body were expected, not in shared memory", "Send them");
        }

        JsonFields.RequireKnown(parameters, BinarySize, ContentType);
        if (JsonFields.Optional(parameters, ContentType) is { } type && JsonFields.Text(type, ContentType) != PlainTexts)
            throw Refused($"'{place}.parameters.{ContentType}' is another", $"'{PlainTexts}' was expected", "Correct it, or leave it out");
        int? size = JsonFields.Whole(parameters, BinarySize, 0);
        if (size is not null && JsonFields.Optional(input, "data") is not null)
            throw Refused($"'{place}' has 'data' and '{BinarySize}'", "One of them was expected", "Leave the other out");
        return size;
    }

    private static ReadOnlyMemory<byte> Take(int size, string place, ref ReadOnlyMemory<byte> tail)
    {
        if (size > tail.Length)
            throw Refused(
                $"'{place}.parameters.{BinarySize}' is {size}", $"At most {tail.Length}, what is left, was expected", "Correct it");
        var own = tail[..size];
        tail = tail[size..];
        return own;
    }

    private static string[] FromJson(JsonElement data, string place, int count, bool hasColumns)
    {
        if (data.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong(place, data, "a list of texts");
        RequireCount(data.GetArrayLength(), count, place);
        var texts = new string[count];
        int row = 0;
        foreach (var item in data.EnumerateArray())
        {
            string at = $"{place}[{row}]";
            bool isRow = hasColumns && item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 1;
            texts[row++] = isRow ? JsonFields.Text(item[0], $"{at}[0]") : JsonFields.Text(item, at);
        }

        return texts;
    }

    // Each text is its length in four bytes, little-endian, and its UTF-8.
    private static string[] FromBytes(ReadOnlyMemory<byte> bytes, string place, int count)
    {
        var texts = new List<string>();
        var rest = bytes.Span;
        while (!rest.IsEmpty)
        {
            uint length = rest.Length < sizeof(uint) ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (length > rest.Length - sizeof(uint))
                throw Refused(
                    $"text {texts.Count} of '{place}' ends behind its bytes", "A length and as many bytes were expected", "Correct it");
            var own = rest.Slice(sizeof(uint), (int)length);
            if (!Utf8.IsValid(own)) throw Refused($"text {texts.Count} of '{place}' is not UTF-8", "UTF-8 was expected", "Encode it so");
            texts.Add(Encoding.UTF8.GetString(own));
            rest = rest[(sizeof(uint) + (int)length)..];
        }

        RequireCount(texts.Count, count, place);
        return [.. texts];
    }

    private static void RequireCount(int found, int expected, string place)
    {
        if (found == expected) return;
        throw Refused($"'{place}' has {found} texts, but the shape says {expected}", "As many were expected", "Correct one of them");
    }

    private static RequestException Refused(string found, string expected, string whatToDo) =>
        new(RequestFault.Invalid, $"{found}. {expected}. {whatToDo}.");
}
