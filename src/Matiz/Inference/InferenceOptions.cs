namespace Matiz.Inference;

/// <summary>How texts are cut and gathered for inference. None of it but the cut changes a result.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// The most tokens of a text, special tokens included; longer ones are cut. Null (the default): the tokenizer's
    /// <c>model_max_length</c>. Never more than the position table allows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaxLength
    {
        get;
        init
        {
            if (value is { } length) ArgumentOutOfRangeException.ThrowIfLessThan(length, 1, nameof(MaxLength));
            field = value;
        }
    }

    /// <summary>The most tokens that are computed at once; a longer text is computed alone. Default 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int TokenBound
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(TokenBound));
            field = value;
        }
    } = 4096;

    /// <summary>How many texts a stream reads ahead. Default 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int ReadAhead
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ReadAhead));
            field = value;
        }
    } = 256;
}
