using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Lower case, character by character without context: Σ is always σ.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    public override AlignedText Normalize(AlignedText text) => CaseFolding.ToLower(text);
}

/// <summary>Drops marks (Mn, Mc, Me) without decomposing.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    public override AlignedText Normalize(AlignedText text) => TextFilter.Drop(text, CharacterClass.Accent);
}

/// <summary>Canonical decomposition.</summary>
internal sealed class NfdNormalizer : Normalizer
{
    public override AlignedText Normalize(AlignedText text) => CanonicalForm.Decompose(text);
}

/// <summary>Canonical composition.</summary>
internal sealed class NfcNormalizer : Normalizer
{
    public override AlignedText Normalize(AlignedText text) => CanonicalForm.Compose(text);
}

/// <summary>Trims white space at either end.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public static StripNormalizer Read(JsonCursor json) =>
        new(json.Required("strip_left").AsBoolean(), json.Required("strip_right").AsBoolean());

    public override AlignedText Normalize(AlignedText text)
    {
        int start = 0, end = text.Length;
        if (left) while (start < end && IsSpace(text, start)) start++;
        if (right) while (end > start && IsSpace(text, end - 1)) end--;
        if (end - start == text.Length) return text;
        var output = new AlignedText(end - start);
        output.Append(text, start, end - start);
        return output;
    }

    private static bool IsSpace(AlignedText text, int index) => CharacterTable.Is(text.Chars[index], CharacterClass.WhiteSpace);
}

/// <summary>Puts a string in front of a text that is not empty; it has the span of the text's first character.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public static PrependNormalizer Read(JsonCursor json) => new(json.Required("prepend").AsString());

    public override AlignedText Normalize(AlignedText text)
    {
        if (text.Length == 0 || prefix.Length == 0) return text;
        var output = new AlignedText(text.Length + prefix.Length);
        var (start, end) = text.SpanOf(0);
        foreach (char unit in prefix) output.Append(unit, start, end);
        output.Append(text, 0, text.Length);
        return output;
    }
}

/// <summary>Replaces a plain string; the replacement has the span of the last character replaced.</summary>
internal sealed class ReplaceNormalizer(string pattern, string content) : Normalizer
{
    public static ReplaceNormalizer Read(JsonCursor json) =>
        new(json.Required("pattern").AsPlainPattern(), json.Required("content").AsString());

    public override AlignedText Normalize(AlignedText text)
    {
        if (pattern.Length == 0 || text.Chars.IndexOf(pattern, StringComparison.Ordinal) < 0) return text;
        var output = new AlignedText(text.Length);
        int from = 0;
        while (true)
        {
            int found = text.Chars[from..].IndexOf(pattern, StringComparison.Ordinal);
            if (found < 0) break;
            output.Append(text, from, found);
            from += found + pattern.Length;
            var (start, end) = text.SpanOf(from - 1);
            foreach (char unit in content) output.Append(unit, start, end);
        }

        output.Append(text, from, text.Length - from);
        return output;
    }
}
