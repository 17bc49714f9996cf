namespace Matiz.Data;

/// <summary>A row as a file has it, its label not yet understood.</summary>
/// <param name="Text">The text.</param>
/// <param name="TextPair">The second text of a pair, or null.</param>
/// <param name="Id">The row's own id, or null.</param>
/// <param name="Label">The label; missing where the file has none, or none is wanted.</param>
/// <param name="Line">The physical line on which the row begins, from 1; in a file without lines the number of the row.</param>
public readonly record struct RawRow(string Text, string? TextPair, string? Id, RawLabel Label, int Line)
{
    /// <summary>The row, its label understood.</summary>
    internal Row ToRow(Label label, RowSource place) => new(Text) { TextPair = TextPair, Id = Id, Label = label, Source = place };
}

/// <summary>What a reader of rows does with labels.</summary>
internal enum LabelUse
{
    /// <summary>The label column is not looked for.</summary>
    Ignore,

    /// <summary>It is read where there is one; a row may have no label.</summary>
    Accept,

    /// <summary>There must be one.</summary>
    Require,
}
