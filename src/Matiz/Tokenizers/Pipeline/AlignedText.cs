using System.Text;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>A text on its way through the normalizers: its UTF-16 units, and for each the span of the source text that it came from.</summary>
internal sealed class AlignedText
{
    private char[] _chars;
    private int[] _starts;
    private int[] _ends;

    /// <summary>An empty text with room for <paramref name="capacity"/> units.</summary>
    public AlignedText(int capacity)
    {
        _chars = new char[capacity];
        _starts = new int[capacity];
        _ends = new int[capacity];
    }

    /// <summary>The number of UTF-16 units.</summary>
    public int Length { get; private set; }

    /// <summary>The text as it now reads.</summary>
    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>A piece of the source text that begins at <paramref name="offset"/>; both halves of a surrogate pair have the pair's span.</summary>
    public static AlignedText FromSource(ReadOnlySpan<char> source, int offset)
    {
        var text = new AlignedText(source.Length) { Length = source.Length };
        source.CopyTo(text._chars);
        for (int i = 0; i < source.Length; i++)
        {
            text._starts[i] = offset + i - (char.IsLowSurrogate(source[i]) ? 1 : 0);
            text._ends[i] = offset + i + (char.IsHighSurrogate(source[i]) ? 2 : 1);
        }

        return text;
    }

    /// <summary>The source span of one unit.</summary>
    public (int Start, int End) SpanOf(int index) => (_starts[index], _ends[index]);

    /// <summary>The source span of the units from <paramref name="start"/> up to <paramref name="end"/>, which are not empty.</summary>
    public (int Start, int End) SpanOf(int start, int end) => (_starts[start], _ends[end - 1]);

    /// <summary>Adds one character that came from a span of the source.</summary>
    public void Append(int codePoint, int start, int end)
    {
        if (codePoint < 0x10000)
        {
            AppendUnit((char)codePoint, start, end);
            return;
        }

        Span<char> units = stackalloc char[2];
        new Rune(codePoint).EncodeToUtf16(units);
        AppendUnit(units[0], start, end);
        AppendUnit(units[1], start, end);
    }

    /// <summary>Adds a copy of some units of another text, with their spans.</summary>
    public void Append(AlignedText other, int start, int length)
    {
        for (int i = start; i < start + length; i++) AppendUnit(other._chars[i], other._starts[i], other._ends[i]);
    }

    private void AppendUnit(char unit, int start, int end)
    {
        if (Length == _chars.Length)
        {
            int capacity = Math.Max(16, Length * 2);
            Array.Resize(ref _chars, capacity);
            Array.Resize(ref _starts, capacity);
            Array.Resize(ref _ends, capacity);
        }

        _chars[Length] = unit;
        _starts[Length] = start;
        _ends[Length] = end;
        Length++;
    }
}

/// <summary>A part of a text: what a pre-tokenizer takes, and gives more of.</summary>
internal readonly record struct TextPiece(AlignedText Text, int Start, int End)
{
    public ReadOnlySpan<char> Chars => Text.Chars[Start..End];
}
