using System.Collections.Concurrent;
using System.Globalization;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Patterns;

/// <summary>
/// The sets of characters that regular expressions name, as Oniguruma has them: general categories, scripts, a few properties, and the
/// classes of escapes and brackets. Alphabetic, Lowercase and Uppercase are not among them. Made when first asked for.
/// </summary>
internal static class NamedSets
{
    // By the number of the category, Lu to Cn.
    private static readonly string[] Categories =
    [
        "lu", "ll", "lt", "lm", "lo", "mn", "mc", "me", "nd", "nl", "no", "zs", "zl", "zp", "cc", "cf", "cs", "co", "pc", "pd", "ps", "pe",
        "pi", "pf", "po", "sm", "sc", "sk", "so", "cn",
    ];

    private static readonly string[] LongNames =
    [
        "uppercaseletter", "lowercaseletter", "titlecaseletter", "modifierletter", "otherletter", "nonspacingmark", "spacingmark",
        "enclosingmark", "decimalnumber", "letternumber", "othernumber", "spaceseparator", "lineseparator", "paragraphseparator", "control",
        "format", "surrogate", "privateuse", "connectorpunctuation", "dashpunctuation", "openpunctuation", "closepunctuation",
        "initialpunctuation", "finalpunctuation", "otherpunctuation", "mathsymbol", "currencysymbol", "modifiersymbol", "othersymbol",
        "unassigned",
    ];

    private static readonly (string Name, char First)[] Groups =
    [
        ("letter", 'l'), ("mark", 'm'), ("number", 'n'), ("separator", 'z'), ("other", 'c'), ("punctuation", 'p'), ("symbol", 's'),
    ];

    private static readonly Lazy<CodePointSet[]> ByCategory = new(ReadCategories);
    private static readonly ConcurrentDictionary<string, CodePointSet?> Known = new(StringComparer.Ordinal);

    // Letters and numbers in circles: Alphabetic although their category is of symbols.
    private static readonly CodePointSet Circled =
        CodePointSet.FromRanges([0x24B6, 0x24E9, 0x1F130, 0x1F149, 0x1F150, 0x1F169, 0x1F170, 0x1F189]);

    // Superscripts and fractions of Latin-1, which \w takes though the property Word does not name them.
    private static readonly CodePointSet LatinNumbers = CodePointSet.FromRanges([0xB2, 0xB3, 0xB9, 0xB9, 0xBC, 0xBE]);

    /// <summary>\s: White_Space.</summary>
    public static CodePointSet Space => Get("space")!;

    /// <summary>\w.</summary>
    public static CodePointSet Word => Get("word")!;

    /// <summary>\d: the decimal digits of every script.</summary>
    public static CodePointSet Digit => Get("nd")!;

    /// <summary>\h: the hexadecimal digits.</summary>
    public static CodePointSet HexDigit => Get("xdigit")!;

    /// <summary>
    /// The set of <c>\p{name}</c>; null for a name that is not known. Case, spaces, hyphens and underscores do not count.
    /// </summary>
    public static CodePointSet? Get(string name)
    {
        string plain = string.Concat(name.Where(unit => unit is not (' ' or '-' or '_'))).ToLowerInvariant();
        return Known.GetOrAdd(plain, Find);
    }

    /// <summary>The set of <c>[:name:]</c>; null for a name that is not known.</summary>
    public static CodePointSet? Bracket(string name) => name switch
    {
        "ascii" or "blank" or "cntrl" or "digit" or "graph" or "print" or "space" or "xdigit" => Get(name),
        "punct" => Get("p")!.Union(Get("s")!),
        "word" => Word.Except(LatinNumbers),
        _ => null,
    };

    private static CodePointSet? Find(string name) => name switch
    {
        "any" => CodePointSet.All,
        "ascii" => CodePointSet.Range(0, 0x7F),
        "assigned" => Get("cn")!.Complement(),
        "lc" or "casedletter" => OfCategories("lu", "ll", "lt"),
        "space" or "whitespace" =>
            CodePointSet.FromRanges([0x9, 0xD, 0x20, 0x20, 0x85, 0x85, 0x2028, 0x2029]).Union(Get("zs")!),
        "blank" => CodePointSet.One('\t').Union(Get("zs")!),
        "digit" => Get("nd"),
        "xdigit" => CodePointSet.FromRanges(['0', '9', 'A', 'F', 'a', 'f']),
        "cntrl" => Get("cc"),
        "punct" => Get("p"),
        "graph" => OfCategories("zs", "zl", "zp", "cc", "cn").Complement(),
        "print" => Get("graph")!.Union(Get("zs")!),
        "word" => OfCategories("lu", "ll", "lt", "lm", "lo", "mn", "mc", "me", "nd", "nl", "pc").Union(Circled).Union(LatinNumbers),
        _ => Category(name) ?? Script(name),
    };

    private static CodePointSet OfCategories(params ReadOnlySpan<string> names)
    {
        var set = CodePointSet.Empty;
        foreach (string name in names) set = set.Union(Category(name)!);
        return set;
    }

    private static CodePointSet? Category(string name)
    {
        int number = Math.Max(Array.IndexOf(Categories, name), Array.IndexOf(LongNames, name));
        if (number >= 0) return ByCategory.Value[number];
        char first = name.Length == 1 ? name[0] : Groups.FirstOrDefault(group => group.Name == name).First;
        var ofGroup = Categories.Where(category => category[0] == first).ToArray();
        return ofGroup.Length == 0 ? null : OfCategories(ofGroup);
    }

    private static CodePointSet? Script(string name)
    {
        int number = Array.FindIndex(ScriptTable.Names, script => script.Replace("_", "", StringComparison.Ordinal)
            .Equals(name, StringComparison.OrdinalIgnoreCase));
        if (number < 0) return null;
        var runs = ScriptTable.Runs;
        var ranges = new List<int>();
        for (int i = 0; i < runs.Length; i += 3)
        {
            if (runs[i + 2] == number) ranges.AddRange([runs[i], runs[i + 1]]);
        }

        return CodePointSet.FromRanges([.. ranges]);
    }

    private static CodePointSet[] ReadCategories()
    {
        var ranges = new List<int>[Categories.Length];
        for (int i = 0; i < ranges.Length; i++) ranges[i] = [];
        int start = 0;
        var current = CharUnicodeInfo.GetUnicodeCategory(0);
        for (int c = 1; c <= 0x110000; c++)
        {
            var next = c > 0x10FFFF ? (UnicodeCategory)(-1) : CharUnicodeInfo.GetUnicodeCategory(c);
            if (next == current) continue;
            ranges[(int)current].AddRange([start, c - 1]);
            (start, current) = (c, next);
        }

        return [.. ranges.Select(each => CodePointSet.FromRanges([.. each]))];
    }
}
