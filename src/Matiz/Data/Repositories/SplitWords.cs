using System.Text.RegularExpressions;

namespace Matiz.Data.Repositories;

/// <summary>
/// The words by which files and folders say which split they are, as the reference has them: whole words, with one of <c>-._ 0-9</c> or
/// nothing beside them.
/// </summary>
internal static partial class SplitWords
{
    /// <summary>The splits in their order, with their words.</summary>
    public static IReadOnlyList<(string Split, IReadOnlyList<string> Words)> All { get; } =
    [
        ("train", ["train", "training"]),
        ("validation", ["validation", "valid", "dev", "val"]),
        ("test", ["test", "testing", "eval", "evaluation"]),
    ];

    /// <summary>The splits that the folders of a file name; usually none or one.</summary>
    public static IReadOnlyList<string> InFolders(string path, StringComparison comparison)
    {
        string[] folders = path.Split('/')[..^1];
        return [.. All.Where(split => folders.Any(folder => split.Words.Any(word => Has(folder, word, mayEnd: true, comparison))))
            .Select(split => split.Split)];
    }

    /// <summary>The splits that the name of a file names.</summary>
    public static IReadOnlyList<string> InName(string path, StringComparison comparison)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return [.. All.Where(split => split.Words.Any(word => Has(name, word, mayEnd: false, comparison))).Select(split => split.Split)];
    }

    /// <summary>The split of a file of <c>data/{split}-00000-of-00001.parquet</c>; null for any other path.</summary>
    public static string? OfShard(string path) =>
        InData().Match(path) is { Success: true } match ? match.Groups["split"].Value : null;

    /// <summary>The number of a shard and how many there are, with what stands before and behind; null for any other name.</summary>
    public static (string Before, int Number, int Count, string Behind)? ShardOf(string path)
    {
        if (Numbers().Match(path) is not { Success: true } match) return null;
        return (
            match.Groups["before"].Value, int.Parse(match.Groups["number"].ValueSpan), int.Parse(match.Groups["count"].ValueSpan),
            match.Groups["behind"].Value);
    }

    private static bool Has(string name, string word, bool mayEnd, StringComparison comparison)
    {
        for (int from = 0; name.IndexOf(word, from, comparison) is >= 0 and var at; from = at + 1)
        {
            int end = at + word.Length;
            bool begins = at == 0 || Divides(name[at - 1]), ends = end == name.Length ? mayEnd : Divides(name[end]);
            if (begins && ends) return true;
        }

        return false;
    }

    private static bool Divides(char character) => character is '-' or '.' or '_' or ' ' || char.IsAsciiDigit(character);

    [GeneratedRegex(
        @"^data/(?<split>[^/]+)-[0-9]{5}-of-[0-9]{5}[^/]*\.[^/]*\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex InData();

    [GeneratedRegex(
        @"^(?<before>.*-)(?<number>[0-9]{5})-of-(?<count>[0-9]{5})(?<behind>[^/]*)\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
