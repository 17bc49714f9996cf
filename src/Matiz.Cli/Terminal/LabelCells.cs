using System.Globalization;
using Matiz.Data;

namespace Matiz.Cli.Terminal;

/// <summary>Labels in the cells of a table: their names, cut so that no table is as wide as one of them.</summary>
internal static class LabelCells
{
    /// <summary>Columns of a name at most.</summary>
    public const int Widest = 24;

    /// <summary>The name or names of a label, a number as it is; – where there is none.</summary>
    /// <param name="label">The label.</param>
    /// <param name="labels">The classes; null for regression.</param>
    public static string Show(Label label, ClassLabel? labels) => label.Kind switch
    {
        LabelKind.None => "–",
        LabelKind.Index => Show(labels!.NameOf(label.Index)),
        LabelKind.Indices when label.Indices.IsEmpty => "–",
        LabelKind.Indices => Show(string.Join(", ", label.Indices.ToArray().Select(labels!.NameOf))),
        _ => label.Value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    /// <summary>A name.</summary>
    public static string Show(string name) => DisplayWidth.Cut(PlainText.Clean(name), Widest);
}
