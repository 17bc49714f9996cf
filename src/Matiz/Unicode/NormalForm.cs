using System.Text;

namespace Matiz.Unicode;

/// <summary>A character of a text that is being normalized.</summary>
/// <param name="CodePoint">The character.</param>
/// <param name="Class">Its combining class.</param>
/// <param name="Mark">
/// How many characters of the source more or fewer than one it stands for: 0 replaces one, +1 is put in, below 0 swallows.
/// </param>
internal readonly record struct NormalCharacter(int CodePoint, byte Class, int Mark);

/// <summary>
/// Decomposition and composition (NFD, NFC; with compatibility NFKD, NFKC) by tables of its own: an answer depends neither on the ICU of
/// the machine nor on there being one.
/// </summary>
internal static class NormalForm
{
    private const int HangulBase = 0xAC00, HangulCount = 11172, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28;

    private static readonly Dictionary<int, int[]> Decompositions = ReadDecompositions();
    private static readonly Dictionary<int, byte> Classes = ReadClasses();
    private static readonly Dictionary<(int, int), int> Compositions = ReadCompositions();

    /// <summary>The canonical combining class.</summary>
    public static int CombiningClass(int codePoint) => Classes.GetValueOrDefault(codePoint);

    /// <summary>Writes the full canonical decomposition of one character, at most four, and says how many it has.</summary>
    public static int Decompose(int codePoint, Span<int> destination)
    {
        int syllable = codePoint - HangulBase;
        if ((uint)syllable < HangulCount)
        {
            destination[0] = LeadBase + (syllable / (VowelCount * TrailCount));
            destination[1] = VowelBase + (syllable / TrailCount % VowelCount);
            int trail = syllable % TrailCount;
            destination[2] = TrailBase + trail;
            return trail == 0 ? 2 : 3;
        }

        if (!Decompositions.TryGetValue(codePoint, out var parts))
        {
            destination[0] = codePoint;
            return 1;
        }

        parts.CopyTo(destination);
        return parts.Length;
    }

    /// <summary>
    /// A text in its composed form; as it is where it holds half a surrogate pair, which has none.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="compatible">Whether characters become those that they are compatible with: NFKC instead of NFC.</param>
    public static string Compose(string text, bool compatible)
    {
        if (Ascii.IsValid(text) || HasLoneSurrogate(text)) return text;
        var composed = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        foreach (var character in Compose(Decompose(text.AsSpan(), compatible)))
            composed.Append(units[..new Rune(character.CodePoint).EncodeToUtf16(units)]);
        return composed.ToString();
    }

    /// <summary>The characters of a text, decomposed and in canonical order. A lone surrogate reads as U+FFFD.</summary>
    public static List<NormalCharacter> Decompose(ReadOnlySpan<char> text, bool compatible)
    {
        var items = new List<NormalCharacter>(text.Length + 16);
        Span<int> parts = stackalloc int[CompatibleForm.MostParts];
        int runStart = 0;
        for (int i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text[i..], out var character, out int length);
            i += length;
            int count = compatible ? CompatibleForm.Decompose(character.Value, parts) : 0;
            if (count == 0) count = Decompose(character.Value, parts);
            for (int p = 0; p < count; p++)
            {
                byte combining = (byte)CombiningClass(parts[p]);
                if (combining == 0)
                {
                    SortRun(items, runStart);
                    runStart = items.Count + 1;
                }

                items.Add(new NormalCharacter(parts[p], combining, p == 0 ? 0 : 1));
            }
        }

        SortRun(items, runStart);
        return items;
    }

    /// <summary>Decomposed characters, composed.</summary>
    public static List<NormalCharacter> Compose(List<NormalCharacter> items)
    {
        var output = new List<NormalCharacter>(items.Count);
        int starter = -1;
        int lastClass = -1;                                    // of the last character kept since the starter, which it blocks; -1: none
        foreach (var item in items)
        {
            if (starter >= 0 && lastClass < item.Class
                && TryCompose(output[starter].CodePoint, item.CodePoint, out int composed))
            {
                output[starter] = output[starter] with { CodePoint = composed, Mark = output[starter].Mark + item.Mark - 1 };
                continue;
            }

            output.Add(item);
            if (item.Class == 0)
            {
                starter = output.Count - 1;
                lastClass = -1;
            }
            else
            {
                lastClass = item.Class;
            }
        }

        return output;
    }

    // Stable sort of one run of combining characters by class; a long run is no slower by character than a short one.
    private static void SortRun(List<NormalCharacter> items, int start)
    {
        bool ordered = true;
        for (int i = start + 1; i < items.Count && ordered; i++) ordered = items[i - 1].Class <= items[i].Class;
        if (ordered) return;
        var run = items.Skip(start).OrderBy(item => item.Class).ToList();
        items.RemoveRange(start, items.Count - start);
        items.AddRange(run);
    }

    private static bool TryCompose(int first, int second, out int composed)
    {
        int lead = first - LeadBase, vowel = second - VowelBase;
        if ((uint)lead < LeadCount && (uint)vowel < VowelCount)
        {
            composed = HangulBase + (((lead * VowelCount) + vowel) * TrailCount);
            return true;
        }

        int syllable = first - HangulBase, trail = second - TrailBase;
        if ((uint)syllable < HangulCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount)
        {
            composed = first + trail;
            return true;
        }

        return Compositions.TryGetValue((first, second), out composed);
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }

    private static Dictionary<int, int[]> ReadDecompositions()
    {
        var direct = new Dictionary<int, int[]>();
        var singles = DecompositionTable.Singles;
        for (int i = 0; i < singles.Length; i += 2) direct.Add(singles[i], [singles[i + 1]]);
        var pairs = DecompositionTable.Pairs;
        for (int i = 0; i < pairs.Length; i += 3) direct.Add(pairs[i], [pairs[i + 1], pairs[i + 2]]);
        return direct.ToDictionary(entry => entry.Key, entry => Expand(entry.Value).ToArray());

        IEnumerable<int> Expand(int[] parts) =>
            parts.SelectMany(part => direct.TryGetValue(part, out var further) ? Expand(further) : [part]);
    }

    private static Dictionary<int, byte> ReadClasses()
    {
        var classes = new Dictionary<int, byte>();
        var runs = DecompositionTable.CombiningClasses;
        for (int i = 0; i < runs.Length; i += 3)
        {
            for (int c = runs[i]; c <= runs[i + 1]; c++) classes.Add(c, (byte)runs[i + 2]);
        }

        return classes;
    }

    private static Dictionary<(int, int), int> ReadCompositions()
    {
        var compositions = new Dictionary<(int, int), int>();
        var pairs = DecompositionTable.Pairs;
        var excluded = DecompositionTable.CompositionExclusions;
        for (int i = 0; i < pairs.Length; i += 3)
        {
            if (excluded.BinarySearch(pairs[i]) < 0) compositions.Add((pairs[i + 1], pairs[i + 2]), pairs[i]);
        }

        return compositions;
    }
}
