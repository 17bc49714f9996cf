using System.Text.Json.Serialization;

namespace Matiz.Data;

/// <summary>What was read from one file.</summary>
/// <param name="Split">The split it belongs to.</param>
/// <param name="Path">The file as it was named; <c>-</c> for standard input.</param>
/// <param name="Format">How its rows are written.</param>
/// <param name="Sha256">SHA-256 of the file's bytes as they lie there (compressed, where they are), in small hexadecimal digits.</param>
/// <param name="Rows">How many rows it gave.</param>
/// <param name="ColumnNames">All its columns; of JSON, the keys of the first object.</param>
/// <param name="Columns">Which were used for what; null when the file has no rows.</param>
public sealed record DataFile(
    string Split, string Path, RowFormat Format, string Sha256, int Rows, IReadOnlyList<string> ColumnNames, DataColumns? Columns)
{
    /// <summary>
    /// One line on how it was read, where nobody told it, such as the delimiter that was found; null: nothing is to be said.
    /// </summary>
    [JsonIgnore]
    public string? Note { get; init; }
}
