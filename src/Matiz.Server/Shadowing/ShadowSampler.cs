namespace Matiz.Server.Shadowing;

/// <summary>
/// Takes a share of what comes, evenly and without chance: of every <c>n</c> in succession <c>n · share</c>, to within one.
/// </summary>
/// <param name="share">From 0 to 1.</param>
internal sealed class ShadowSampler(double share)
{
    private long _count;

    /// <summary>Whether the next one is taken. Any number of threads may ask.</summary>
    public bool Takes()
    {
        long count = Interlocked.Increment(ref _count);
        return Math.Floor(count * share) > Math.Floor((count - 1) * share);
    }
}
