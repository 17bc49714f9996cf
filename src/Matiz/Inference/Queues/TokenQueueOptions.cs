namespace Matiz.Inference.Queues;

/// <summary>The bounds of a queue.</summary>
public sealed record TokenQueueOptions
{
    /// <summary>
    /// The most tokens that are computed at once; a longer text is computed alone. Default 4096, as
    /// <see cref="InferenceOptions.TokenBound"/>.
    /// </summary>
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

    /// <summary>The most requests that wait; one more is refused. Default 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MostRequests
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MostRequests));
            field = value;
        }
    } = 512;

    /// <summary>
    /// The most tokens that wait; a request that brings more is refused, unless nothing waits, since it would have to be refused for ever.
    /// Default 262,144: half a minute of work for a small encoder on two cores.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public long MostTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MostTokens));
            field = value;
        }
    } = 262_144;

    /// <summary>The tag <c>queue</c> of its metrics. Default <c>default</c>.</summary>
    public string Name { get; init; } = "default";
}
