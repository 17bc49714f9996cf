namespace Matiz.Data;

/// <summary>A row as a file has it, its label not yet understood.</summary>
internal readonly record struct RawRow(string Text, string? TextPair, string? Id, RawLabel Label, int Line)
{
    /// <summary>The row, its label understood.</summary>
    public Row ToRow(Label label, RowSource place) => new(Text) { TextPair = TextPair, Id = Id, Label = label, Source = place };
}

/// <summary>A label as a file has it: missing, one text (numbers in their digits), or a list of texts.</summary>
internal readonly struct RawLabel
{
    private RawLabel(string? text, string[]? list)
    {
        Text = text;
        List = list;
    }

    public string? Text { get; }

    public string[]? List { get; }

    public bool IsMissing => Text is null && List is null;

    public static RawLabel Of(string text) => new(text, null);

    public static RawLabel Of(string[] list) => new(null, list);
}

/// <summary>What a reader of rows does with labels.</summary>
internal enum LabelUse
{
    /// <summary>The label column is not looked for.</summary>
    Ignore,

    /// <summary>There must be one.</summary>
    Require,
}
