namespace Matiz.Unicode;

/// <summary>Compatibility decompositions, read from <see cref="CompatibilityTable"/> when a text is first normalized so.</summary>
internal static class CompatibleForm
{
    /// <summary>The most characters that one decomposes into.</summary>
    public const int MostParts = 18;

    private static readonly Dictionary<int, int> Single = ReadRuns();
    private static readonly Dictionary<int, int> Several = ReadSeveral();    // where the parts stand in the table
    private static readonly ulong[] BasicPlane = Mark();                     // a bit a character: whether it decomposes

    /// <summary>Whether any character of a text may decompose; one beyond the basic plane may.</summary>
    public static bool Changes(ReadOnlySpan<char> text)
    {
        foreach (char unit in text)
        {
            if (unit >= 0xA0 && (char.IsSurrogate(unit) || Decomposes(unit))) return true;
        }

        return false;
    }

    /// <summary>
    /// Writes the full decomposition of a character and says how many characters it has; none where it has no other than the canonical one.
    /// </summary>
    public static int Decompose(int codePoint, Span<int> destination)
    {
        if (codePoint < 0xA0 || (codePoint <= char.MaxValue && !Decomposes((char)codePoint))) return 0;
        if (Single.TryGetValue(codePoint, out int single))
        {
            destination[0] = single;
            return 1;
        }

        if (!Several.TryGetValue(codePoint, out int at)) return 0;
        var table = CompatibilityTable.Several;
        table.Slice(at + 1, table[at]).CopyTo(destination);
        return table[at];
    }

    private static bool Decomposes(char unit) => (BasicPlane[unit >> 6] >> (unit & 63) & 1) != 0;

    private static Dictionary<int, int> ReadRuns()
    {
        var single = new Dictionary<int, int>(2500);
        var runs = CompatibilityTable.Runs;
        for (int i = 0; i < runs.Length; i += 3)
        {
            for (int c = runs[i]; c <= runs[i + 1]; c++) single.Add(c, runs[i + 2] + c - runs[i]);
        }

        return single;
    }

    private static Dictionary<int, int> ReadSeveral()
    {
        var several = new Dictionary<int, int>(1200);
        var table = CompatibilityTable.Several;
        for (int i = 0; i < table.Length; i += 2 + table[i + 1]) several.Add(table[i], i + 1);
        return several;
    }

    private static ulong[] Mark()
    {
        var bits = new ulong[0x10000 / 64];
        foreach (int c in Single.Keys.Concat(Several.Keys))
        {
            if (c <= char.MaxValue) bits[c >> 6] |= 1UL << (c & 63);
        }

        return bits;
    }
}
