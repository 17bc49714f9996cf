using System.Globalization;
using System.Text;

namespace Matiz.Hub.Login;

/// <summary>A token with what renews it, if anything does.</summary>
/// <param name="Value">The token.</param>
/// <param name="RefreshToken">What a new one is asked for with; null: nothing.</param>
/// <param name="ExpiresAt">When it ends, in Unix seconds; null: nobody says.</param>
internal sealed record StoredToken(string Value, string? RefreshToken = null, long? ExpiresAt = null)
{
    // The members of a record are printed, and a token never is.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("RefreshToken = ").Append(RefreshToken is null ? "none" : "…").Append(", ExpiresAt = ").Append(ExpiresAt);
        return true;
    }
}

/// <summary>
/// <c>stored_tokens</c> of Python's client: an INI file with a section for each token, its keys <c>hf_token</c>, <c>refresh_token</c> and
/// <c>expires_at</c>. Every line that is not the section's own stays as it is.
/// </summary>
internal static class StoredTokens
{
    private const string DefaultSection = "DEFAULT";            // what Python's INI reader takes for values of every section

    /// <summary>The file beside that of the token.</summary>
    public static string PathOf(HubOptions options) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(options.TokenFile))!, "stored_tokens");

    /// <summary>Writes a token under a name, in the place of another one of that name.</summary>
    public static void Set(string path, string name, StoredToken token) =>
        PrivateFile.Write(path, With(PrivateFile.Read(path) ?? "", SectionOf(name), token));

    /// <summary>The text of the file with one section replaced or added.</summary>
    public static string With(string text, string section, StoredToken token)
    {
        var kept = new StringBuilder();
        bool isOwn = false;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (SectionIn(line) is { } name) isOwn = string.Equals(name, section, StringComparison.Ordinal);
            if (!isOwn) kept.Append(line).Append('\n');
        }

        string before = kept.ToString().TrimEnd('\n');
        var own = new StringBuilder(before.Length == 0 ? "" : before + "\n\n");
        own.Append('[').Append(section).Append("]\nhf_token = ").Append(Escaped(token.Value)).Append('\n');
        if (token.RefreshToken is { } refresh) own.Append("refresh_token = ").Append(Escaped(refresh)).Append('\n');
        if (token.ExpiresAt is { } end) own.Append("expires_at = ").Append(end.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return own.Append('\n').ToString();
    }

    // A name is the user's: nothing in it may end the line.
    private static string SectionOf(string name)
    {
        string section = string.Concat(name.Select(character => char.IsControl(character) ? '_' : character)).Trim();
        return section.Length == 0 || string.Equals(section, DefaultSection, StringComparison.Ordinal) ? "token" : section;
    }

    private static string? SectionIn(string line)
    {
        int end = line.LastIndexOf(']');
        return line.StartsWith('[') && end > 1 ? line[1..end] : null;
    }

    // Python's INI reader puts something else in the place of a single %.
    private static string Escaped(string value) => value.Replace("%", "%%", StringComparison.Ordinal);
}
