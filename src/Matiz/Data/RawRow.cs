namespace Matiz.Data;

/// <summary>A row as a file has it, its label not yet understood.</summary>
internal readonly record struct RawRow(string Text, string? TextPair, string? Id, RawLabel Label, int Line)
{
    /// <summary>The row, its label understood.</summary>
    public Row ToRow(Label label, RowSource place) => new(Text) { TextPair = TextPair, Id = Id, Label = label, Source = place };
}

/// <summary>What a reader of rows does with labels.</summary>
internal enum LabelUse
{
    /// <summary>The label column is not looked for.</summary>
    Ignore,

    /// <summary>There must be one.</summary>
    Require,
}
