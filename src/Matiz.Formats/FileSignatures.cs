namespace Matiz.Formats;

/// <summary>
/// What a file is by the bytes that it begins with, for whoever expected something else. What to say of it is the reader's own.
/// </summary>
internal static class FileSignatures
{
    /// <summary>A zip archive, and everything that is one: spreadsheets, PyTorch's checkpoints.</summary>
    public static ReadOnlySpan<byte> Zip => "PK\x03\x04"u8;

    /// <summary>Whether this is the small text that Git LFS leaves in the place of a large file; blanks may stand in front.</summary>
    public static bool IsLfsPointer(ReadOnlySpan<byte> start) => WithoutBlanks(start).StartsWith("version https://git-lfs"u8);

    /// <summary>Whether this is a page of HTML; blanks may stand in front, and case is ignored.</summary>
    public static bool IsHtml(ReadOnlySpan<byte> start)
    {
        var text = WithoutBlanks(start);
        return BeginsWith(text, "<!doctype html"u8) || BeginsWith(text, "<html"u8);
    }

    private static ReadOnlySpan<byte> WithoutBlanks(ReadOnlySpan<byte> start) => start.TrimStart(" \t\r\n"u8);

    private static bool BeginsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> tag) =>
        text.Length >= tag.Length && System.Text.Ascii.EqualsIgnoreCase(text[..tag.Length], tag);
}
