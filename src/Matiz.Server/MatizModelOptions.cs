using Matiz.Inference;
using Matiz.Tensors;

namespace Matiz.Server;

/// <summary>How one model is loaded and read, where it is to be otherwise than its files say.</summary>
public sealed record MatizModelOptions
{
    /// <summary>How texts are cut, and whether the calibration counts. Null (the default): as the model's files say.</summary>
    public InferenceOptions? Inference { get; init; }

    /// <summary>
    /// How embeddings are made of the vectors of tokens. Null (the default): as the model's modules say; of a classifier that says nothing
    /// the mean. A folder that is neither classifier nor embedding model needs it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public Pooling? Pooling
    {
        get;
        init
        {
            if (value is { } pooling && !Enum.IsDefined(pooling))
                throw new ArgumentOutOfRangeException(nameof(Pooling), value, "expected a named pooling.");
            field = value;
        }
    }

    /// <summary>The branch, tag or commit of an id of the Hub. Null (the default): the pinned commit, else <c>main</c>.</summary>
    public string? Revision { get; init; }

    /// <summary>
    /// Where the weights lie and what is computed in: <c>Device.Default.WithPrecision(Precision.Int8)</c>. Null (the default):
    /// <see cref="Device.Default"/>, in fp32, or in int8 where the folder has 8-bit weights.
    /// </summary>
    public Device? Device { get; init; }
}
