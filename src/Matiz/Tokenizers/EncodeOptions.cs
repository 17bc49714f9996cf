namespace Matiz.Tokenizers;

/// <summary>Which text of a pair gives way when both are too long together.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer one, until both are equally long; then both (reference: longest_first).</summary>
    LongestFirst,

    /// <summary>The first only (reference: only_first). An error if it would have to lose all its tokens.</summary>
    OnlyFirst,

    /// <summary>The second only (reference: only_second). An error if there is none or it would have to lose all its tokens.</summary>
    OnlySecond,
}

/// <summary>The side on which truncation cuts tokens off.</summary>
public enum TruncationSide
{
    /// <summary>The end of the text is cut off.</summary>
    Right,

    /// <summary>The beginning of the text is cut off.</summary>
    Left,
}

/// <summary>How a text is encoded. The tokenizer file's own truncation and padding are never applied; these settings are.</summary>
public sealed record EncodeOptions
{
    /// <summary>Special tokens, never cut.</summary>
    public static EncodeOptions Default { get; } = new();

    /// <summary>Whether the special tokens of the model ([CLS], [SEP], ...) are put around the texts. Default true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>
    /// The most tokens an encoding may have, special tokens included; null (the default) never cuts. As in the reference, a limit too
    /// small for the special tokens alone cuts nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? MaxLength
    {
        get;
        init
        {
            if (value is { } length) ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(MaxLength));
            field = value;
        }
    }

    /// <summary>Which text of a pair is cut. Default the longer one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public TruncationStrategy Strategy
    {
        get;
        init
        {
            if (!Enum.IsDefined(value)) throw new ArgumentOutOfRangeException(nameof(Strategy), value, "expected a named strategy.");
            field = value;
        }
    }

    /// <summary>
    /// How many tokens an overflow window repeats of the one before it. Default 0; must be less than the room for a text.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Stride
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Stride));
            field = value;
        }
    }

    /// <summary>The side that is cut off. Null (the default): the tokenizer's own (<see cref="Tokenizer.TruncationSide"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public TruncationSide? Side
    {
        get;
        init
        {
            if (value is { } side && !Enum.IsDefined(side))
                throw new ArgumentOutOfRangeException(nameof(Side), value, "expected a named side.");
            field = value;
        }
    }

    /// <summary>Whether what was cut off is given as further windows (<see cref="Encoding.Overflowing"/>). Default false.</summary>
    public bool ReturnOverflow { get; init; }
}
