namespace Matiz.Data.Cards;

/// <summary>
/// What stands between two lines <c>---</c> at the beginning of a README.md: the card's metadata. A file without them has none.
/// </summary>
internal static class FrontMatter
{
    /// <summary>Bytes that are read of a card; the largest ones, of thousands of configurations, have some hundred thousand.</summary>
    public const int MostBytes = 16 << 20;

    private const string Mark = "---";

    /// <summary>The metadata; null where the file has none.</summary>
    /// <param name="text">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="DataException">It has no end, is no YAML, or no mapping.</exception>
    public static YamlMap? Read(string text, string file)
    {
        string[] lines = text.TrimStart('\uFEFF').Split('\n');
        if (!IsMark(lines[0])) return null;
        int end = Array.FindIndex(lines, 1, IsMark);
        if (end < 0) return Array.Exists(lines, BeginsMetadata) ? throw Unclosed(file) : null;
        return YamlTree.Parse(string.Join('\n', lines[1..end]), file, linesBefore: 1) switch
        {
            null => null,
            YamlMap map => map,
            var other => throw new DataException(
                file, other.Line,
                $"the card's metadata are {other.Kind}. A mapping was expected. Correct it; where the file is not yours, name the data "
                + "files themselves (DatasetFiles.Train)."),
        };
    }

    private static bool IsMark(string line) => string.Equals(line.TrimEnd('\r'), Mark, StringComparison.Ordinal);

    // A page may begin with a rule.
    private static bool BeginsMetadata(string line) =>
        line.StartsWith("configs:", StringComparison.Ordinal) || line.StartsWith("dataset_info:", StringComparison.Ordinal);

    private static DataException Unclosed(string file) => new(
        file, 1,
        $"the card's metadata begin here and have no end. A second line {Mark} was expected. Add it; where the file is not yours, name "
        + "the data files themselves (DatasetFiles.Train).");
}
