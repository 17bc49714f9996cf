using Matiz.Tasks;

namespace Matiz.Inference;

/// <summary>How texts are cut and gathered for inference. The token bound and the reading ahead change no result.</summary>
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

    /// <summary>
    /// Leave out the model folder's <c>calibration.json</c>: scores are those of the raw logits, and there always is a label. Default
    /// false.
    /// </summary>
    public bool Raw { get; init; }

    /// <summary>
    /// No label is given whose score is below; goes before the calibration's <see cref="ModelCalibration.MinScore"/>. Null (the default):
    /// the calibration's, where there is one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double? MinScore
    {
        get;
        init => field = value is null or (>= 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinScore), value, "a number from 0 to 1 was expected.");
    }

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
