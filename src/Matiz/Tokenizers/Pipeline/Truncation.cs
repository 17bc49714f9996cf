namespace Matiz.Tokenizers.Pipeline;

/// <summary>A stretch of a text's tokens, from start up to end.</summary>
internal readonly record struct TokenRange(int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>How many tokens of each text stay, and which windows cover the rest: the reference's rules, pure arithmetic.</summary>
internal static class Truncation
{
    /// <summary>The tokens that stay of a text of <paramref name="first"/> tokens and of its pair (0 when there is none).</summary>
    /// <exception cref="TokenizerException">The strategy cannot reach the limit, or the stride leaves no step.</exception>
    public static (int First, int Second) Keep(int first, int second, bool isPair, int specialTokens, EncodeOptions options)
    {
        if (options.MaxLength is not { } maxLength) return (first, second);
        int limit = maxLength - (options.AddSpecialTokens ? specialTokens : 0);
        if (limit < 0 || (long)first + second <= limit) return (first, second);
        if (limit == 0) return (0, 0);
        int excess = first + second - limit;
        var kept = options.Strategy switch
        {
            TruncationStrategy.LongestFirst when isPair => LongestFirst(first, second, limit),
            TruncationStrategy.LongestFirst => (limit, 0),
            TruncationStrategy.OnlyFirst when first > excess => (first - excess, second),
            TruncationStrategy.OnlyFirst => throw TooShort("first", first, excess, maxLength),
            _ when !isPair => throw new TokenizerException(
                $"the text has {first} tokens and the strategy OnlySecond is to cut {excess} from its pair, but there is no pair. "
                + "Expected a pair; use LongestFirst or OnlyFirst for single texts."),
            _ when second > excess => (first, second - excess),
            _ => throw TooShort("second", second, excess, maxLength),
        };
        CheckStride(first, kept.Item1, options.Stride);
        CheckStride(second, kept.Item2, options.Stride);
        return kept;
    }

    /// <summary>The windows over <paramref name="length"/> tokens of which <paramref name="keep"/> stay; the first is what stays.</summary>
    public static List<TokenRange> Windows(int length, int keep, EncodeOptions options)
    {
        if (keep >= length) return [new TokenRange(0, length)];
        if (keep == 0) return [new TokenRange(0, 0), new TokenRange(0, length)];
        bool right = options.Side is not TruncationSide.Left;
        var windows = new List<TokenRange> { right ? new TokenRange(0, keep) : new TokenRange(length - keep, length) };
        if (!options.ReturnOverflow) return windows;
        int step = keep - options.Stride;
        if (right)
        {
            for (int start = step; windows[^1].End < length; start += step)
                windows.Add(new TokenRange(start, Math.Min(start + keep, length)));
        }
        else
        {
            for (int end = length - step; windows[^1].Start > 0; end -= step) windows.Add(new TokenRange(Math.Max(end - keep, 0), end));
        }

        return windows;
    }

    private static (int First, int Second) LongestFirst(int first, int second, int limit)
    {
        int shorter = Math.Min(first, second);
        int longer = shorter > limit ? shorter : Math.Max(shorter, limit - shorter);
        if ((long)shorter + longer > limit)
        {
            shorter = limit / 2;
            longer = shorter + (limit % 2);
        }

        return first > second ? (longer, shorter) : (shorter, longer);
    }

    private static void CheckStride(int length, int keep, int stride)
    {
        if (keep < length && keep > 0 && stride >= keep)
        {
            throw new TokenizerException($"the stride is {stride}, but a window has room for {keep} tokens of the text. "
                + "Expected a stride less than that; lower it or raise the maximum length.");
        }
    }

    private static TokenizerException TooShort(string which, int length, int excess, int maxLength) => new(
        $"the {which} text has {length} tokens, of which {excess} would have to go to reach the maximum length {maxLength}. "
        + "Expected a longer text there; use the strategy LongestFirst, or raise the maximum length.");
}
