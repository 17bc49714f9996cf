using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Patterns;

/// <summary>The characters that <c>(?i:...)</c> takes for one another: those of the same simple case folding.</summary>
internal static class CaseVariants
{
    // Pairs that fold alike though neither is the lower case of the other.
    private static ReadOnlySpan<int> Others =>
    [
        0x17F, 's', 0xB5, 0x3BC, 0x345, 0x3B9, 0x3C2, 0x3C3, 0x3D0, 0x3B2, 0x3D1, 0x3B8, 0x3D5, 0x3C6, 0x3D6, 0x3C0, 0x3F0, 0x3BA,
        0x3F1, 0x3C1, 0x3F5, 0x3B5, 0x1C80, 0x432, 0x1C81, 0x434, 0x1C82, 0x43E, 0x1C83, 0x441, 0x1C84, 0x442, 0x1C85, 0x442,
        0x1C86, 0x44A, 0x1C87, 0x463, 0x1C88, 0xA64B, 0x1E9B, 0x1E61, 0x1FBE, 0x3B9, 0x1FD3, 0x390, 0x1FE3, 0x3B0, 0xFB05, 0xFB06,
    ];

    // What folds to several characters.
    private static readonly CodePointSet Long = CodePointSet.FromRanges(
    [
        0xDF, 0xDF, 0x130, 0x130, 0x149, 0x149, 0x1F0, 0x1F0, 0x390, 0x390, 0x3B0, 0x3B0, 0x587, 0x587, 0x1E96, 0x1E9A, 0x1E9E, 0x1E9E,
        0x1F50, 0x1F50, 0x1F52, 0x1F52, 0x1F54, 0x1F54, 0x1F56, 0x1F56, 0x1F80, 0x1FAF, 0x1FB2, 0x1FB4, 0x1FB6, 0x1FB7, 0x1FBC, 0x1FBC,
        0x1FC2, 0x1FC4, 0x1FC6, 0x1FC7, 0x1FCC, 0x1FCC, 0x1FD2, 0x1FD3, 0x1FD6, 0x1FD7, 0x1FE2, 0x1FE4, 0x1FE6, 0x1FE7, 0x1FF2, 0x1FF4,
        0x1FF6, 0x1FF7, 0x1FFC, 0x1FFC, 0xFB00, 0xFB06, 0xFB13, 0xFB17,
    ]);

    private static readonly Lazy<Dictionary<int, List<int>>> ByLowerCase = new(Read);

    /// <summary>Whether a set has a character that folds to several, such as ß.</summary>
    public static bool HasLong(CodePointSet set) => set.Overlaps(Long);

    /// <summary>
    /// Whether two characters, one behind the other, may be what one folds to, as ss is of ß: any but two ASCII letters is taken to be.
    /// </summary>
    public static bool MayBeLong(int first, int second)
    {
        bool isPlain = first < 0x80 && second < 0x80;
        return isPlain ? ((char)(first | 0x20), (char)(second | 0x20)) is ('s', 's' or 't') or ('f', 'f' or 'i' or 'l')
            : second is 0x300 or 0x301 or 0x307 or 0x308 or 0x30A or 0x30C or 0x313 or 0x331 or 0x342 or 0x345 or 0x2BE
                || second is 0x17F
                || first is 0x17F or 0x2BC or (>= 0x370 and <= 0x3FF) or (>= 0x530 and <= 0x58F) or (>= 0x1F00 and <= 0x1FFF);
    }

    /// <summary>A set with all variants of its characters.</summary>
    public static CodePointSet Close(CodePointSet set)
    {
        var added = new List<int>();
        foreach (var variants in ByLowerCase.Value.Values)
        {
            if (!variants.Exists(set.Contains)) continue;
            foreach (int variant in variants) added.AddRange([variant, variant]);
        }

        return added.Count == 0 ? set : set.Union(CodePointSet.FromRanges([.. added]));
    }

    private static Dictionary<int, List<int>> Read()
    {
        var variants = new Dictionary<int, List<int>>();
        var runs = LowercaseTable.Runs;
        for (int i = 0; i < runs.Length; i += 4)
        {
            for (int c = runs[i]; c <= runs[i + 1]; c += runs[i + 2]) Add(c + runs[i + 3], c);
        }

        for (int i = 0; i < Others.Length; i += 2) Add(Others[i + 1], Others[i]);
        return variants;

        void Add(int lower, int other)
        {
            if (!variants.TryGetValue(lower, out var list)) variants.Add(lower, list = [lower]);
            list.Add(other);
        }
    }
}
