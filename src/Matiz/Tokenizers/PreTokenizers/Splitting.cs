using Matiz.Tokenizers.Patterns;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>What becomes of the delimiters that a text is split at.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>A stretch of a piece: a delimiter, or what lies between two.</summary>
internal readonly record struct Stretch(int Start, int End, bool IsDelimiter);

/// <summary>Splitting a piece at delimiters.</summary>
internal static class Splitting
{
    /// <summary>Cuts a piece at every character for which <paramref name="isDelimiter"/> holds, each a delimiter of its own.</summary>
    public static List<Stretch> Stretches(TextPiece piece, Func<int, bool> isDelimiter)
    {
        var stretches = new List<Stretch>();
        int from = piece.Start;
        for (int i = piece.Start; i < piece.End;)
        {
            int codePoint = CharacterTable.Decode(piece.Text.Chars[i..piece.End], out int length);
            if (isDelimiter(codePoint))
            {
                if (from < i) stretches.Add(new Stretch(from, i, false));
                from = i + length;
                stretches.Add(new Stretch(i, from, true));
            }

            i += length;
        }

        if (from < piece.End) stretches.Add(new Stretch(from, piece.End, false));
        return stretches;
    }

    /// <summary>Cuts a piece at every match of a pattern; one of nothing is a delimiter without a text.</summary>
    public static List<Stretch> Stretches(TextPiece piece, TextPattern pattern)
    {
        var stretches = new List<Stretch>();
        int from = piece.Start;
        foreach (var (start, end) in pattern.Matches(piece.Chars))
        {
            if (from < piece.Start + start) stretches.Add(new Stretch(from, piece.Start + start, false));
            from = piece.Start + end;
            stretches.Add(new Stretch(piece.Start + start, from, true));
        }

        if (from < piece.End) stretches.Add(new Stretch(from, piece.End, false));
        return stretches;
    }

    /// <summary>Adds the pieces that remain after each delimiter is dropped, kept or joined to a neighbour.</summary>
    public static void Apply(AlignedText text, List<Stretch> stretches, SplitBehavior behavior, List<TextPiece> pieces)
    {
        int first = pieces.Count;
        bool previous = false;                                 // whether the stretch before was a delimiter
        if (behavior == SplitBehavior.MergedWithNext)
        {
            for (int i = stretches.Count - 1; i >= 0; i--)
            {
                var (start, end, isDelimiter) = stretches[i];
                if (isDelimiter && !previous && pieces.Count > first) pieces[^1] = pieces[^1] with { Start = start };
                else if (start < end) pieces.Add(new TextPiece(text, start, end));
                previous = isDelimiter;
            }

            pieces.Reverse(first, pieces.Count - first);
            return;
        }

        foreach (var (start, end, isDelimiter) in stretches)
        {
            bool joins = behavior switch
            {
                SplitBehavior.MergedWithPrevious => isDelimiter && !previous,
                SplitBehavior.Contiguous => isDelimiter == previous,
                _ => false,
            };
            previous = isDelimiter;
            if (start == end || (behavior == SplitBehavior.Removed && isDelimiter)) continue;
            if (joins && pieces.Count > first) pieces[^1] = pieces[^1] with { End = end };
            else pieces.Add(new TextPiece(text, start, end));
        }
    }
}
