using System.Globalization;

namespace Matiz.Cli.Serving;

/// <summary>Reads <c>NAME=PATH@SHARE</c>: <c>emotion=runs/emotion-2@10%</c>.</summary>
internal static class ShadowWord
{
    /// <summary>The parts of a word.</summary>
    /// <exception cref="UsageException">It has another form.</exception>
    public static (string Name, string Path, double Share) Read(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal), at = word.LastIndexOf('@');
        if (equals > 0 && at > equals + 1 && ShareOf(word[(at + 1)..]) is { } share) return (word[..equals], word[(equals + 1)..at], share);
        throw new UsageException(
            $"--shadow: found '{word}', expected NAME=PATH@SHARE, with a share above 0 and at most 1 (0.1, 10%). Correct --shadow.");
    }

    private static double? ShareOf(string text)
    {
        bool isPercent = text.EndsWith('%');
        if (!double.TryParse(isPercent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share))
            return null;
        if (isPercent) share /= 100;
        return share is > 0 and <= 1 ? share : null;
    }
}
