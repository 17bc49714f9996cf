using Matiz.Formats;

namespace Matiz.Data.Utf8;

/// <summary>What to say of files that are no rows of text, told by the bytes that they begin with.</summary>
internal static class ForeignFiles
{
    private const string Rows = "Rows as UTF-8 text were expected.";

    private static readonly (byte[] Bytes, string Found, string Advice)[] Known =
    [
        (
            [0xFF, 0xFE, 0x00, 0x00], "the file begins with a UTF-32 mark",
            "UTF-8 text was expected. Save it as UTF-8 (iconv -f UTF-32 -t UTF-8)."),
        (
            [0x00, 0x00, 0xFE, 0xFF], "the file begins with a UTF-32 mark",
            "UTF-8 text was expected. Save it as UTF-8 (iconv -f UTF-32 -t UTF-8)."),
        ([0xFF, 0xFE], "the file begins with a UTF-16 mark", "UTF-8 text was expected. Save it as UTF-8 (iconv -f UTF-16 -t UTF-8)."),
        ([0xFE, 0xFF], "the file begins with a UTF-16 mark", "UTF-8 text was expected. Save it as UTF-8 (iconv -f UTF-16 -t UTF-8)."),
        ([0x1F, 0x8B], "the data is compressed (gzip)", Rows + " Give the file's name .gz at the end, or unpack it first (gzip -dc)."),
        (
            [.. FileSignatures.Zip], "this is a zip archive or a spreadsheet (.zip, .xlsx, .ods)",
            Rows + " Unpack it, or save the table as CSV UTF-8."),
        ([0xD0, 0xCF, 0x11, 0xE0], "this is an old spreadsheet or document (.xls, .doc)", Rows + " Save the table as CSV UTF-8."),
        (
            [(byte)'P', (byte)'A', (byte)'R', (byte)'1', 0x15], "this is a Parquet file",
            Rows + " Name it .parquet, or give DataOptions.Format = parquet."),
        (
            [.. "ARROW1\0\0"u8], "this is an Arrow file",
            Rows + " Name it .arrow, or give DataOptions.Format = arrow."),
        ([0x28, 0xB5, 0x2F, 0xFD], "the data is compressed (zstd)", Rows + " Unpack it first (zstd -d), or pack it as .gz."),
        (
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00], "the data is compressed (xz)",
            Rows + " Unpack it first (xz -d), or pack it as .gz."),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "this is a 7z archive", Rows + " Unpack it first."),
        (
            [(byte)'B', (byte)'Z', (byte)'h', (byte)'9', 0x31, 0x41, 0x59], "the data is compressed (bzip2)",
            Rows + " Unpack it first (bzip2 -d), or pack it as .gz."),
        ([.. "SQLite format 3\0"u8], "this is an SQLite database", Rows + " Export the table as CSV."),
        ([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "this is a NumPy array", Rows + " Write texts and labels as CSV."),
        ([0x80, 0x04, 0x95], "this is a Python pickle", Rows + " Write it as CSV or JSON lines first (in pandas: to_csv(index=False))."),
    ];

    /// <summary>Whether more bytes are needed to tell.</summary>
    public static bool MayGrow(ReadOnlySpan<byte> head)
    {
        foreach (var (bytes, _, _) in Known)
        {
            if (head.Length < bytes.Length && bytes.AsSpan().StartsWith(head)) return true;
        }

        return false;
    }

    /// <summary>What to say of a file that begins so; null: nothing.</summary>
    public static string? Describe(ReadOnlySpan<byte> head)
    {
        foreach (var (bytes, found, advice) in Known)
        {
            if (head.StartsWith(bytes)) return $"{found}. {advice}";
        }

        return null;
    }

    /// <summary>What to say of a text that is no table and no JSON; null: nothing.</summary>
    public static string? DescribeText(ReadOnlySpan<byte> head)
    {
        if (FileSignatures.IsLfsPointer(head))
            return "this is a Git LFS pointer, not the file itself. "
                + "Rows were expected. Fetch the file (git lfs pull), or download it from its page.";
        if (FileSignatures.IsHtml(head))
            return "this is a web page. Rows were expected. Download the file itself (on the Hub: its 'download' or 'raw' link).";
        return head.TrimStart(" \t\r\n"u8).StartsWith("%PDF-"u8)
            ? "this is a PDF. Rows as UTF-8 text were expected. Save its table as CSV."
            : null;
    }
}
