namespace Matiz.Server.Requests;

/// <summary>Values of headers, which are ASCII.</summary>
internal static class HeaderText
{
    /// <summary>The text with all but printable ASCII as percent escapes of its UTF-8.</summary>
    public static string Escape(string text)
    {
        bool isPlain = text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !text.Contains('%', StringComparison.Ordinal);
        return isPlain ? text : Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal);
    }
}
