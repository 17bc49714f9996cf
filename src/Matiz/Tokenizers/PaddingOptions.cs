namespace Matiz.Tokenizers;

/// <summary>The side on which an encoding is filled up.</summary>
public enum PaddingSide
{
    /// <summary>Behind the last token.</summary>
    Right,

    /// <summary>Before the first token.</summary>
    Left,
}

/// <summary>
/// How encodings are filled up to one length (<see cref="Tokenizer.Pad"/>): for people and for interchange, since Matiz itself never pads.
/// </summary>
public sealed record PaddingOptions
{
    /// <summary>To the longest of the batch (reference: padding=True, "longest").</summary>
    public static PaddingOptions Default { get; } = new();

    /// <summary>
    /// The length to fill up to (reference: padding="max_length" with max_length); null (the default): that of the longest. Nothing is cut.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? Length
    {
        get;
        init
        {
            if (value is { } length) ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(Length));
            field = value;
        }
    }

    /// <summary>The length is rounded up to a multiple of this (reference: pad_to_multiple_of); null (the default): it is not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int? MultipleOf
    {
        get;
        init
        {
            if (value is { } multiple) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiple, nameof(MultipleOf));
            field = value;
        }
    }

    /// <summary>The side that is filled up. Null (the default): the tokenizer's own (<see cref="Tokenizer.PaddingSide"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public PaddingSide? Side
    {
        get;
        init
        {
            if (value is { } side && !Enum.IsDefined(side))
                throw new ArgumentOutOfRangeException(nameof(Side), value, "expected a named side.");
            field = value;
        }
    }
}
