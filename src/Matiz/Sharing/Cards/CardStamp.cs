using System.Security.Cryptography;
using System.Text;

namespace Matiz.Sharing.Cards;

/// <summary>
/// The last line of a card that Matiz wrote: a comment, which no page shows, with the SHA-256 of all before it. A card whose line still
/// fits may be made anew; one that its owner has changed, or written, has none that fits.
/// </summary>
internal static class CardStamp
{
    private const string Opening = "<!-- Written by Matiz; SHA-256 of the text above, by which it is known to be unchanged: ";
    private const string Closing = " -->\n";

    /// <summary>The text with its stamp.</summary>
    public static string Add(string text) => $"{text}\n{Opening}{HashOf(text)}{Closing}";

    /// <summary>Whether a text is one that <see cref="Add"/> gave, unchanged but perhaps for line ends.</summary>
    public static bool Fits(string text)
    {
        string plain = text.ReplaceLineEndings("\n");
        int at = plain.LastIndexOf("\n" + Opening, StringComparison.Ordinal);
        return at >= 0 && string.Equals(plain, Add(plain[..at]), StringComparison.Ordinal);
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
