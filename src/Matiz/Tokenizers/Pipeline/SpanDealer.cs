namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// Deals the spans of a text's characters out to what a normalizer makes of them, in the order in which it makes it, as the reference
/// does: a character that replaces another takes the next span, one that is put in repeats the last, one that goes is swallowed.
/// </summary>
internal struct SpanDealer(AlignedText source)
{
    private int _next;                                         // where the next character of the source begins
    private (int Start, int End) _last;                        // of the character used or swallowed last; (0, 0) before any

    /// <summary>The span of the next character of the source, which a character of the output replaces.</summary>
    public (int Start, int End) Take()
    {
        Swallow(1);
        return _last;
    }

    /// <summary>The span of a character that is put in: that of the one used or swallowed last.</summary>
    public readonly (int Start, int End) Repeat() => _last;

    /// <summary>Leaves out some characters of the source, as far as there are any.</summary>
    public void Swallow(int count)
    {
        for (; count > 0 && _next < source.Length; count--)
        {
            _last = source.SpanOf(_next);
            bool isPair = char.IsHighSurrogate(source.Chars[_next]) && _next + 1 < source.Length;
            _next += isPair ? 2 : 1;
        }
    }
}
