using System.Buffers;
using System.Text;
using System.Text.Json;
using Matiz.Formats.Json;

namespace Matiz.Cli;

/// <summary>JSON on standard output: letters of every script as they are, numbers in their shortest exact form.</summary>
internal sealed class Json : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _writer;

    private Json(bool indented) => _writer = new Utf8JsonWriter(
        _bytes,
        indented ? JsonStyles.IndentedLines : JsonStyles.Line);

    /// <summary>A writer of one line after another.</summary>
    public static Json Lines() => new(indented: false);

    /// <summary>Writes one indented object and a line end.</summary>
    public static void WriteIndented(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var json = new Json(indented: true);
        output.Write(json.Line(write));
    }

    /// <summary>One object and a line end.</summary>
    public string Line(Action<Utf8JsonWriter> write)
    {
        write(_writer);
        _writer.Flush();
        string line = Encoding.UTF8.GetString(_bytes.WrittenSpan) + "\n";
        _bytes.ResetWrittenCount();
        _writer.Reset();
        return line;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}

/// <summary>Values that JSON has no number for.</summary>
internal static class JsonValues
{
    /// <summary>Writes a number; null where it is undefined.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(key, number);
        else json.WriteNull(key);
    }

    /// <summary>Writes a list of numbers.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string key, IEnumerable<float> values)
    {
        json.WriteStartArray(key);
        foreach (float value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>Writes a list of whole numbers.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string key, IEnumerable<int> values)
    {
        json.WriteStartArray(key);
        foreach (int value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>Writes a list of texts.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string key, IEnumerable<string> values)
    {
        json.WriteStartArray(key);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
