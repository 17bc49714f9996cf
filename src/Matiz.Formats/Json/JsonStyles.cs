using System.Text.Encodings.Web;
using System.Text.Json;

namespace Matiz.Formats.Json;

/// <summary>
/// How JSON is written: lines end with LF on every system, letters of every script stand as they are unless a file is to be ASCII.
/// </summary>
public static class JsonStyles
{
    /// <summary>On one line.</summary>
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>On several lines, indented by two blanks.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Compact) { WriteIndented = true, NewLine = "\n" };

    /// <summary>The same in ASCII: every other letter is escaped.</summary>
    public static JsonSerializerOptions IndentedAscii { get; } = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>For a writer of one object a line.</summary>
    public static JsonWriterOptions Line { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For a writer of an indented object.</summary>
    public static JsonWriterOptions IndentedLines { get; } = Line with { Indented = true, NewLine = "\n" };
}
