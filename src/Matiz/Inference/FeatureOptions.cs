using Matiz.Tensors;

namespace Matiz.Inference;

/// <summary>Which features of a text are wanted.</summary>
public sealed record FeatureOptions
{
    /// <summary>How one vector is made of those of the tokens. Default the first token's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public Pooling Pooling
    {
        get;
        init
        {
            if (!Enum.IsDefined(value)) throw new ArgumentOutOfRangeException(nameof(Pooling), value, "expected a named pooling.");
            field = value;
        }
    }

    /// <summary>The layer whose output is taken: 0 the embeddings, 1 the first layer, …; null (the default): the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? Layer
    {
        get;
        init
        {
            if (value is { } layer) ArgumentOutOfRangeException.ThrowIfNegative(layer, nameof(Layer));
            field = value;
        }
    }
}
