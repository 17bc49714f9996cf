using Matiz.Data;

namespace Matiz.Tokenizers;

/// <summary>One row to encode: a text, or a pair of texts.</summary>
/// <param name="Text">The text, or the first of the pair.</param>
/// <param name="TextPair">The second of the pair; null (the default) for a single text. An empty string is a pair all the same.</param>
public readonly record struct TextInput(string Text, string? TextPair = null)
{
    /// <summary>Where the row stands, for messages about it; null where it is no row of a file.</summary>
    public RowSource? Source { get; init; }

    /// <summary>A row of data.</summary>
    public static TextInput FromRow(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new TextInput(row.Text, row.TextPair) { Source = row.Source };
    }

    /// <summary>A single text.</summary>
    public static implicit operator TextInput(string text) => new(text);

    /// <summary>A single text.</summary>
    public static TextInput FromString(string text) => new(text);
}
