namespace Matiz.Data.Corrections;

/// <summary>Where a row and its label lie in the bytes of a file.</summary>
/// <param name="Line">The physical line on which it begins, from 1.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">Behind its last byte; of lines and tables behind the line's end.</param>
/// <param name="LabelStart">The first byte of its label, quotes included; -1 where it has none.</param>
/// <param name="LabelEnd">Behind the label's last byte.</param>
internal readonly record struct PhysicalRow(int Line, int Start, int End, int LabelStart, int LabelEnd)
{
    /// <summary>How many bytes of a mark stand in front of a file.</summary>
    public static int MarkLength(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>Behind the line end that begins at a place: LF, CR LF or CR.</summary>
    public static int BehindLineEnd(ReadOnlySpan<byte> bytes, int place) =>
        bytes[place] == '\r' && place + 1 < bytes.Length && bytes[place + 1] == '\n' ? place + 2 : place + 1;
}
