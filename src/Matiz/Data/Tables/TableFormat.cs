using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>
/// How files of a <see cref="RowFormat"/> are read and written whole: all columns with their types, which is what looking at them and
/// converting them needs.
/// </summary>
internal abstract class TableFormat
{
    /// <summary>Whether a file says what its values are; else types are found by looking through all rows.</summary>
    public virtual bool HasTypes => true;

    /// <summary>Whether files can be written.</summary>
    public virtual bool CanWrite => true;

    /// <summary>Opens a file; its columns are known then.</summary>
    /// <param name="source">Can be opened again: see <see cref="DataSource.Kept"/>.</param>
    /// <param name="asTexts">
    /// Whether values are wanted as they are spelled, for an output without types; a format that has types does not care.
    /// </param>
    /// <exception cref="DataException">The file is broken.</exception>
    /// <exception cref="TableException">The file is broken.</exception>
    public abstract TableReader Open(DataSource source, bool asTexts = false);

    /// <summary>Begins a file of these columns.</summary>
    /// <param name="destination">Where to; stays open.</param>
    /// <param name="schema">The columns; their names differ.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="DataException">A column is of a type that the format does not have; the message names it.</exception>
    public abstract TableWriter Create(Stream destination, TableSchema schema, string name);

    /// <summary>Says that a column cannot be written.</summary>
    protected static DataException Unwritable(string name, ColumnSchema column, string format, string advice) => new(
        name, 0,
        $"the column '{column.Name}' is {Described(column.Type)}, which {format} cannot hold. {advice}");

    /// <summary>Refuses columns of bytes.</summary>
    protected static void RequireNoBytes(string name, TableSchema schema, string format)
    {
        foreach (var column in schema.Columns)
        {
            if (!HoldsBytes(column.Type)) continue;
            throw Unwritable(
                name, column, format, "Texts, numbers, true and false, and lists of them were expected. Write it as Parquet or Arrow.");
        }
    }

    private static bool HoldsBytes(ColumnType type) =>
        type.Kind == ColumnKind.Bytes || (type.Item is { } item && HoldsBytes(item)) || type.Fields.Any(field => HoldsBytes(field.Type));

    /// <summary><c>a list of text</c>.</summary>
    internal static string Described(ColumnType type) => type.IsNested ? "a " + type : type.ToString();
}
