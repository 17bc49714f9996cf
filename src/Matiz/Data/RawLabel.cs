namespace Matiz.Data;

/// <summary>A label as a file has it, not yet understood: missing, one text (numbers in their digits), or a list of texts.</summary>
public readonly struct RawLabel
{
    private RawLabel(string? text, string[]? items)
    {
        Text = text;
        List = items;
    }

    /// <summary>The text; null for a list, and where there is no label.</summary>
    public string? Text { get; }

    /// <summary>The list; null for a text, and where there is no label.</summary>
    public IReadOnlyList<string>? Items => List;

    /// <summary>Whether there is none.</summary>
    public bool IsMissing => Text is null && List is null;

    internal string[]? List { get; }

    /// <summary>A text, such as the field of a table.</summary>
    public static RawLabel FromText(string text) => new(text, null);

    /// <summary>A list, such as an array of JSON.</summary>
    public static RawLabel FromItems(string[] items) => new(null, items);
}
