namespace Matiz.Data.Cards;

/// <summary>Paths that a card names: they stay in its repository, whatever the card of a stranger says.</summary>
internal static class RepositoryPaths
{
    /// <summary>A path or pattern of files, with slashes, <c>./</c> in front cut off.</summary>
    /// <param name="text">What the card says.</param>
    /// <param name="file">The card, for messages.</param>
    /// <param name="line">Where it stands.</param>
    /// <exception cref="DataException">It leads out of the repository.</exception>
    public static string Pattern(string text, string file, int line)
    {
        string path = Checked(text, file, line);
        foreach (string segment in path.Split('/'))
        {
            if (segment.Contains("**", StringComparison.Ordinal) && segment is not "**")
                throw Fault(file, line, text, "'**' is a part of a name in it", "'**' as a whole folder ('**/*.csv')");
        }

        return path;
    }

    /// <summary>A folder, without a slash at its end; empty for the repository itself.</summary>
    /// <inheritdoc cref="Pattern"/>
    public static string Folder(string text, string file, int line)
    {
        string folder = Checked(text, file, line).TrimEnd('/');
        return folder is "." ? "" : folder;
    }

    private static string Checked(string text, string file, int line)
    {
        if (text.Contains("://", StringComparison.Ordinal) || text.Contains("::", StringComparison.Ordinal))
            throw Fault(file, line, text, "this is an address", "A file of the repository");
        bool isRooted = text.StartsWith('/') || text.StartsWith('~') || text.Contains('\\', StringComparison.Ordinal)
            || (text.Length > 1 && text[1] == ':' && char.IsAsciiLetter(text[0]));
        if (isRooted) throw Fault(file, line, text, "this is a path of a machine", "A path in the repository, with slashes,");
        if (text.Any(char.IsControl)) throw Fault(file, line, "", "a path holds a control character", "A path in the repository");
        while (text.StartsWith("./", StringComparison.Ordinal)) text = text[2..];
        if (text.Split('/').Contains("..", StringComparer.Ordinal))
            throw Fault(file, line, text, "this leads out of its folder", "A path in the repository");
        return text.Length > 0 ? text : throw Fault(file, line, text, "this names nothing", "A path in the repository");
    }

    private static DataException Fault(string file, int line, string text, string found, string expected) => new(
        file, line,
        $"'{text}': {found}. {expected} was expected. Correct the card; where it is not yours, fetch the files yourself and name them "
        + "(DatasetFiles.Train).");
}
