using System.Globalization;
using Matiz.Unicode;

namespace Matiz.Data;

/// <summary>Labels that look like one label written in several ways.</summary>
/// <param name="Names">The names, in label order.</param>
/// <param name="Difference">
/// What sets them apart: <c>case</c>, <c>blanks</c> (and perhaps case) or <c>unicode</c> (and perhaps both).
/// </param>
public sealed record SimilarLabels(IReadOnlyList<string> Names, string Difference)
{
    /// <summary>Labels that differ in nothing but capitals.</summary>
    public const string Case = "case";

    /// <summary>Labels that differ in nothing but white space (and perhaps capitals).</summary>
    public const string Blanks = "blanks";

    /// <summary>Labels that differ in how their characters are encoded (and perhaps in white space and capitals).</summary>
    public const string Unicode = "unicode";

    /// <summary>The groups among given names, in the order of their first ones.</summary>
    internal static IReadOnlyList<SimilarLabels> Among(IReadOnlyList<string> names) =>
        [.. names.GroupBy(Folded, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => Alike([.. group]))];

    /// <summary>One line on them.</summary>
    internal string Describe()
    {
        string names = string.Join(" and ", Names.Select(name => Difference is Unicode ? $"'{name}' ({CodePoints(name)})" : $"'{name}'"));
        string what = Difference switch { Case => "in capitals", Blanks => "in blanks", _ => "in their Unicode form" };
        return $"the labels {names} differ only {what}, and are classes of their own. Kept; write them alike where one is meant.";
    }

    private static SimilarLabels Alike(string[] names)
    {
        bool AllSame(Func<string, string> fold) => names.Select(fold).Distinct(StringComparer.Ordinal).Count() == 1;
        string difference = AllSame(Capitals) ? Case : AllSame(name => Capitals(WithoutBlanks(name))) ? Blanks : Unicode;
        return new SimilarLabels(names, difference);
    }

    /// <summary>A name in its compatible, composed form; as it is where it holds half a surrogate pair, which has none.</summary>
    internal static string Composed(string name) => NormalForm.Compose(name, compatible: true);

    private static string Folded(string name) => Capitals(WithoutBlanks(Composed(name)));

    private static string Capitals(string name) => name.ToUpperInvariant();

    // White space, and characters without width that take its place (U+200B, U+FEFF, soft hyphens).
    private static string WithoutBlanks(string name) =>
        string.Concat(name.Where(c => !char.IsWhiteSpace(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format));

    /// <summary>What of a name is not ASCII, by code points.</summary>
    internal static string CodePoints(string name)
    {
        const int Most = 6;
        var odd = name.EnumerateRunes().Where(rune => !rune.IsAscii).Select(rune => $"U+{rune.Value:X4}").ToList();
        if (odd.Count == 0) return "ASCII";
        return string.Join(' ', odd.Take(Most)) + (odd.Count > Most ? " …" : "");
    }
}
