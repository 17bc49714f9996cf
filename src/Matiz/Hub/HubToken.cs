namespace Matiz.Hub;

/// <summary>Which token is sent, and what may be one.</summary>
internal static class HubToken
{
    private const int LongestToken = 4096;

    /// <summary>The token without line ends and blanks around it; null where nothing is left.</summary>
    public static string? Clean(string? text)
    {
        string? clean = text?.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim();
        return string.IsNullOrEmpty(clean) ? null : clean;
    }

    /// <summary>The token, if a header can take it. A message never shows it.</summary>
    /// <param name="token">The token.</param>
    /// <param name="source">Where it stands: a variable, a file, a setting.</param>
    /// <exception cref="HubException">It has a character that no header takes, or is far too long.</exception>
    public static string Checked(string token, string source) =>
        token.Length <= LongestToken && token.All(character => character is > ' ' and < (char)127)
            ? token
            : throw new HubException(
                HubFault.InvalidSetting,
                $"{source}: the token has a character that cannot be sent (a blank, a control or non-ASCII character), or is longer than "
                    + $"{LongestToken}. A token of the Hub, such as hf_…, was expected. Copy it again.");
}
