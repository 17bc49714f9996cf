namespace Matiz.Tokenizers;

/// <summary>One row to encode: a text, or a pair of texts.</summary>
/// <param name="Text">The text, or the first of the pair.</param>
/// <param name="TextPair">The second of the pair; null (the default) for a single text. An empty string is a pair all the same.</param>
public readonly record struct TextInput(string Text, string? TextPair = null)
{
    /// <summary>A single text.</summary>
    public static implicit operator TextInput(string text) => new(text);

    /// <summary>A single text.</summary>
    public static TextInput FromString(string text) => new(text);
}
