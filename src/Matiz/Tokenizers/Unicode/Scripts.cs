namespace Matiz.Tokenizers.Unicode;

/// <summary>The script of a character, as the reference's splitting by scripts sees it, which knows those of Unicode 9.</summary>
internal static class Scripts
{
    /// <summary>No script.</summary>
    public const int None = -1;

    private const int ProlongedSound = 0x30FC, GraveAccent = 0x953, AcuteAccent = 0x954;

    private static readonly int Han = Number("Han"), Devanagari = Number("Devanagari");
    private static readonly int Hiragana = Number("Hiragana"), Katakana = Number("Katakana");
    private static readonly short[] BasicPlane = ReadBasicPlane();

    /// <summary>The number of the script, where those of Japanese are one; <see cref="None"/> for a space and what has none.</summary>
    public static int ForSplitting(int codePoint)
    {
        if (codePoint <= char.MaxValue) return BasicPlane[codePoint];
        return IsLater(codePoint) ? None : Joined(Find(codePoint));
    }

    private static short[] ReadBasicPlane()
    {
        var scripts = new short[0x10000];
        Array.Fill(scripts, (short)None);
        var runs = ScriptTable.Runs;
        for (int i = 0; i < runs.Length && runs[i] <= char.MaxValue; i += 3)
        {
            for (int c = runs[i]; c <= Math.Min(runs[i + 1], char.MaxValue); c++) scripts[c] = (short)Joined(runs[i + 2]);
        }

        var later = ScriptTable.Later;
        for (int i = 0; i < later.Length && later[i] <= char.MaxValue; i += 2)
        {
            for (int c = later[i]; c <= Math.Min(later[i + 1], char.MaxValue); c++) scripts[c] = None;
        }

        scripts[' '] = None;
        scripts[ProlongedSound] = (short)Han;
        scripts[GraveAccent] = scripts[AcuteAccent] = (short)Devanagari;
        return scripts;
    }

    private static int Joined(int script) => script == Hiragana || script == Katakana ? Han : script;

    private static int Find(int codePoint)
    {
        var runs = ScriptTable.Runs;
        for (int i = 0; i < runs.Length; i += 3)
        {
            if (codePoint >= runs[i] && codePoint <= runs[i + 1]) return runs[i + 2];
        }

        return None;
    }

    private static bool IsLater(int codePoint)
    {
        var later = ScriptTable.Later;
        for (int i = 0; i < later.Length; i += 2)
        {
            if (codePoint >= later[i] && codePoint <= later[i + 1]) return true;
        }

        return false;
    }

    private static int Number(string name) => Array.IndexOf(ScriptTable.Names, name);
}
