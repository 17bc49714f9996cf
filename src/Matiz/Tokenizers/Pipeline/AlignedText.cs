using System.Text;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// A text on its way through the normalizers: its UTF-16 units, and for each the span of the source text that it came from. Where only
/// ids are wanted it is kept without spans, which then read as (0, 0).
/// </summary>
internal sealed class AlignedText
{
    private char[] _chars;
    private int[]? _starts;
    private int[]? _ends;

    /// <summary>An empty text with room for <paramref name="capacity"/> units.</summary>
    public AlignedText(int capacity, bool keepsSpans = true)
    {
        _chars = new char[capacity];
        if (!keepsSpans) return;
        _starts = new int[capacity];
        _ends = new int[capacity];
    }

    /// <summary>Whether more of the text stands before it, of which this is a part (<see cref="SpaceBreaks"/>).</summary>
    public bool IsContinuation { get; private init; }

    /// <summary>The number of UTF-16 units.</summary>
    public int Length { get; private set; }

    /// <summary>The text as it now reads.</summary>
    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>
    /// A piece of the source text that begins at <paramref name="offset"/>; both halves of a surrogate pair have the pair's span.
    /// </summary>
    public static AlignedText FromSource(ReadOnlySpan<char> source, int offset)
    {
        var text = new AlignedText(source.Length) { Length = source.Length };
        source.CopyTo(text._chars);
        for (int i = 0; i < source.Length; i++)
        {
            text._starts![i] = offset + i - (char.IsLowSurrogate(source[i]) ? 1 : 0);
            text._ends![i] = offset + i + (char.IsHighSurrogate(source[i]) ? 2 : 1);
        }

        return text;
    }

    /// <summary>A text of which nobody asks where it came from; lone surrogates are repaired.</summary>
    public static AlignedText WithoutSpans(ReadOnlySpan<char> source, bool isContinuation = false)
    {
        var text = new AlignedText(source.Length, keepsSpans: false) { Length = source.Length, IsContinuation = isContinuation };
        source.CopyTo(text._chars);
        SurrogateRepair.Repair(text._chars);
        return text;
    }

    /// <summary>An empty text that keeps spans if this one does: what a normalizer writes its output to.</summary>
    public AlignedText NewOutput(int capacity) => new(capacity, _starts is not null) { IsContinuation = IsContinuation };

    /// <summary>The source span of one unit.</summary>
    public (int Start, int End) SpanOf(int index) => _starts is null ? default : (_starts[index], _ends![index]);

    /// <summary>The source span of the units from <paramref name="start"/> up to <paramref name="end"/>, which are not empty.</summary>
    public (int Start, int End) SpanOf(int start, int end) => _starts is null ? default : (_starts[start], _ends![end - 1]);

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
        for (int i = start; i < start + length; i++)
        {
            var (from, to) = other.SpanOf(i);
            AppendUnit(other._chars[i], from, to);
        }
    }

    /// <summary>Puts one unit in place of another, wherever it stands.</summary>
    public void Replace(char unit, char by) => _chars.AsSpan(0, Length).Replace(unit, by);

    private void AppendUnit(char unit, int start, int end)
    {
        if (Length == _chars.Length) Grow();
        _chars[Length] = unit;
        if (_starts is not null)
        {
            _starts[Length] = start;
            _ends![Length] = end;
        }

        Length++;
    }

    private void Grow()
    {
        int capacity = Math.Max(16, Length * 2);
        Array.Resize(ref _chars, capacity);
        if (_starts is null) return;
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _ends, capacity);
    }
}

/// <summary>A part of a text: what a pre-tokenizer takes, and gives more of.</summary>
/// <param name="Text">The text.</param>
/// <param name="Start">Where it begins there.</param>
/// <param name="End">Where it ends.</param>
/// <param name="AddedId">The id of the added token that it is; null for what the model has to cut.</param>
internal readonly record struct TextPiece(AlignedText Text, int Start, int End, int? AddedId = null)
{
    public ReadOnlySpan<char> Chars => Text.Chars[Start..End];
}
