namespace Matiz.Data.Csv;

/// <summary>How the fields of a table of text are divided.</summary>
/// <param name="Delimiter">What stands between two fields: one byte.</param>
/// <param name="Quoting">What quotes mean.</param>
internal readonly record struct CsvDialect(char Delimiter, TableQuoting Quoting = TableQuoting.Minimal)
{
    /// <summary>The delimiters that files have, in the order in which they are tried.</summary>
    public static readonly char[] Delimiters = [',', '\t', ';', '|'];

    /// <summary>Whether a character may divide fields: one byte that is no quote, no part of a line end, and nothing of a word.</summary>
    public static bool IsDelimiter(char character) =>
        char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) && character is not ('"' or '\r' or '\n' or '\0');

    /// <summary>The delimiter as messages show it: <c>';'</c>, <c>tab</c>.</summary>
    public static string Show(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";

    /// <summary>The dialect in words: <c>fields divided by ';', quotes as text</c>.</summary>
    public override string ToString() =>
        $"fields divided by {Show(Delimiter)}{(Quoting == TableQuoting.None ? ", quotes as text" : "")}";
}
