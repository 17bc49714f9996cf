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

    /// <summary>Cuts a piece at every occurrence of a plain string.</summary>
    public static List<Stretch> Stretches(TextPiece piece, string delimiter)
    {
        var stretches = new List<Stretch>();
        int from = piece.Start;
        while (delimiter.Length > 0)
        {
            int found = piece.Text.Chars[from..piece.End].IndexOf(delimiter, StringComparison.Ordinal);
            if (found < 0) break;
            if (found > 0) stretches.Add(new Stretch(from, from + found, false));
            from += found + delimiter.Length;
            stretches.Add(new Stretch(from - delimiter.Length, from, true));
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
                else pieces.Add(new TextPiece(text, start, end));
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
            if (behavior == SplitBehavior.Removed && isDelimiter) continue;
            if (joins && pieces.Count > first) pieces[^1] = pieces[^1] with { End = end };
            else pieces.Add(new TextPiece(text, start, end));
        }
    }
}
