namespace Matiz.Data.Corrections;

/// <summary>Where a row and its label lie in the bytes of a file.</summary>
/// <param name="Line">The physical line on which it begins, from 1.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">Behind its last byte; of lines and tables behind the line's end.</param>
/// <param name="LabelStart">The first byte of its label, quotes included; -1 where it has none.</param>
/// <param name="LabelEnd">Behind the label's last byte.</param>
internal readonly record struct PhysicalRow(int Line, int Start, int End, int LabelStart, int LabelEnd);

/// <summary>Finds the rows of a file in its bytes, as the readers of its format count them.</summary>
internal static class PhysicalRows
{
    /// <summary>The rows in order.</summary>
    /// <param name="bytes">The file, unpacked.</param>
    /// <param name="format">How its rows are written.</param>
    /// <param name="label">The column of the label.</param>
    public static List<PhysicalRow> Of(byte[] bytes, DataFormat format, string label) => format switch
    {
        DataFormat.Csv => CsvLayout.Of(bytes, (byte)',', label),
        DataFormat.Tsv => CsvLayout.Of(bytes, (byte)'\t', label),
        DataFormat.JsonLines => JsonLayout.OfLines(bytes, label),
        DataFormat.Json => JsonLayout.OfArray(bytes, label),
        _ => throw new NotSupportedException("plain lines have no labels."),
    };

    /// <summary>How many bytes of a mark stand in front.</summary>
    public static int MarkLength(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>Behind the line end that begins at a place: LF, CR LF or CR.</summary>
    public static int BehindLineEnd(ReadOnlySpan<byte> bytes, int place) =>
        bytes[place] == '\r' && place + 1 < bytes.Length && bytes[place + 1] == '\n' ? place + 2 : place + 1;
}
