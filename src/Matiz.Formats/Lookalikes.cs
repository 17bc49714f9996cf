namespace Matiz.Formats;

/// <summary>
/// What often stands where a file of a model was expected, told by the first bytes: a Git LFS pointer, a web page, a server's refusal.
/// </summary>
internal static class Lookalikes
{
    private const int MostBytes = 1024;   // a pointer has some 130 bytes, the first tag of a page stands near its beginning

    // Bodies that the Hub sends with an error; a download that does not look at the status keeps them as the file.
    private static readonly byte[][] Refusals =
    [
        [.. "Entry not found"u8], [.. "Repository not found"u8], [.. "Invalid username or password"u8], [.. "Invalid credentials in"u8],
        [.. "Access to model"u8],
        [.. "{\"error\":"u8],
    ];

    // Beside HTML itself.
    private static readonly string[] PageStarts = ["<head", "<?xml", "<Error>"];

    /// <summary>
    /// Found, expected and what to do, when the bytes are none of what was expected; null when they are not known to be wrong.
    /// </summary>
    /// <param name="start">The beginning of the file, or all of it.</param>
    /// <param name="expected">What was expected, such as <c>a JSON object</c>.</param>
    public static string? Reason(ReadOnlySpan<byte> start, string expected)
    {
        if (start.Length > MostBytes) start = start[..MostBytes];
        if (FileSignatures.IsLfsPointer(start))
        {
            return $"this is a Git LFS pointer, a small text that stands for the file, expected {expected}. "
                + "Run 'git lfs pull' in its folder, or download the file from the model's page.";
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) start = start[3..];
        start = start.TrimStart(" \t\r\n"u8);
        if (IsPage(start)) return $"this is a web page, expected {expected}. The download got an error page: fetch the file again.";
        foreach (byte[] refusal in Refusals)
        {
            if (!start.StartsWith(refusal)) continue;
            string text = System.Text.Encoding.UTF8.GetString(start[..Math.Min(60, start.Length)]).ReplaceLineEndings(" ").TrimEnd();
            return $"this is the answer of a server that refused the download (\"{text}\"), expected {expected}. Fetch the file again.";
        }

        return null;
    }

    private static bool IsPage(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty || start[0] != '<') return false;
        if (FileSignatures.IsHtml(start)) return true;
        string text = System.Text.Encoding.Latin1.GetString(start);
        return PageStarts.Any(tag => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
            || (text.StartsWith("<!--", StringComparison.Ordinal) && text.Contains("<html", StringComparison.OrdinalIgnoreCase));
    }
}
