using Matiz.Features;
using Matiz.Tensors;

namespace Matiz.Workflows;

/// <summary>Settings of <see cref="Exploration"/>.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Tokens at which a text would be cut; never above the position table. Default 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxLength));
            field = value;
        }
    } = 128;

    /// <summary>How a text's vector is made of its tokens' for the map. Default <see cref="Pooling.Cls"/>.</summary>
    public Pooling Pooling { get; init; } = Pooling.Cls;

    /// <summary>Whether the training rows are drawn, which takes most of the time. Default true.</summary>
    public bool WithMap { get; init; } = true;

    /// <summary>Draws the map. Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Where features are kept; null: nowhere. Default: the user's cache.</summary>
    public FeatureCache? Cache { get; init; } = new();
}
