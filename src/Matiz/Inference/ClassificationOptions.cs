using Matiz.Tasks;
using Matiz.Tokenizers;

namespace Matiz.Inference;

/// <summary>How the windows of a long text become one answer.</summary>
public enum WindowPooling
{
    /// <summary>The mean of their logits, label by label.</summary>
    Mean,

    /// <summary>The greatest of their logits, label by label: what is found in one window is found in the text.</summary>
    Max,
}

/// <summary>
/// What a call asks of a classifier (reference: the arguments of the text-classification pipeline). The defaults change nothing: scores are
/// the task's own, of all labels, and a long text is cut.
/// </summary>
/// <example>
/// <code>
/// var all = classifier.Classify(texts, new() { TopK = null });
/// Console.WriteLine(classifier.Classify("i feel great", options: new() { TopK = 1, FunctionToApply = ScoreFunction.Sigmoid }).Top[0]);
/// </code>
/// </example>
public sealed record ClassificationOptions
{
    /// <summary>
    /// How many scores <see cref="Prediction.Top"/> has, the highest first (reference: top_k); more than there are labels: all. Null (the
    /// default): all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? TopK
    {
        get;
        init
        {
            if (value is { } count) ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(TopK));
            field = value;
        }
    }

    /// <summary>
    /// What makes scores of the logits (reference: function_to_apply). Null (the default): by the problem type, softmax for one label,
    /// sigmoid for several or for a single class, none for a regression. It changes the numbers that are handed out; which label is given,
    /// and whether one is, goes by the task's own scores. A calibration's temperature counts for the task's own function alone.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public ScoreFunction? FunctionToApply
    {
        get;
        init
        {
            if (value is { } function && !Enum.IsDefined(function))
                throw new ArgumentOutOfRangeException(nameof(FunctionToApply), value, "expected a named function.");
            field = value;
        }
    }

    /// <summary>
    /// No label is given whose score is below; goes before the classifier's. Null (the default): as the classifier has it
    /// (<see cref="InferenceOptions.MinScore"/>, its calibration).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double? MinScore
    {
        get;
        init => field = value is null or (>= 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinScore), value, "a number from 0 to 1 was expected.");
    }

    /// <summary>
    /// With several labels a text: the score above which a label is given, for those that <see cref="Thresholds"/> does not name. Null (the
    /// default): the calibration's, else 0.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public float? Threshold
    {
        get;
        init => field = value is null or (>= 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Threshold), value, "a number from 0 to 1 was expected.");
    }

    /// <summary>With several labels a text: the score above which each label is given, by its name. Null (the default): none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is not between 0 and 1.</exception>
    public IReadOnlyDictionary<string, float>? Thresholds
    {
        get;
        init
        {
            foreach (float threshold in value?.Values ?? [])
            {
                if (threshold is not (>= 0 and <= 1))
                    throw new ArgumentOutOfRangeException(nameof(Thresholds), threshold, "a number from 0 to 1 was expected.");
            }

            field = value;
        }
    }

    /// <summary>
    /// Whether a text that is too long is cut; else it is an error that names the row. Default true (reference: truncation, by default off:
    /// there such a text fails further down).
    /// </summary>
    public bool Truncates { get; init; } = true;

    /// <summary>
    /// Tokens at which this call cuts texts, special tokens included; windows are as long. Null (the default): where the classifier does
    /// (<see cref="TextClassifier.MaxLength"/>), which is also the most.
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

    /// <summary>The side that is cut off. Null (the default): the tokenizer's own (<see cref="Tokenizer.TruncationSide"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public TruncationSide? TruncationSide
    {
        get;
        init
        {
            if (value is { } side && !Enum.IsDefined(side))
                throw new ArgumentOutOfRangeException(nameof(TruncationSide), value, "expected a named side.");
            field = value;
        }
    }

    /// <summary>
    /// Reads a text that is too long in windows instead of cutting it: each is as long as a text may be and repeats this many tokens of the
    /// one before. Of a pair the longer text is read in windows, with the whole other text beside each. A text that fits is read as ever.
    /// Null (the default): no windows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? Stride
    {
        get;
        init
        {
            if (value is { } stride) ArgumentOutOfRangeException.ThrowIfNegative(stride, nameof(Stride));
            field = value;
        }
    }

    /// <summary>
    /// How windows become one answer. They are pooled as logits, every window alike, and the pooled logits are read like those of any text;
    /// so scores of one label still add up to 1, and one window changes nothing. Default the mean.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public WindowPooling WindowPooling
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(WindowPooling), value, "expected a named pooling.");
            field = value;
        }
    }
}
