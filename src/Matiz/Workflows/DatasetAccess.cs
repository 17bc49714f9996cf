using Matiz.Hub;

namespace Matiz.Workflows;

/// <summary>How datasets of the Hub are reached: who asks, who is told, what ends it.</summary>
public sealed record DatasetAccess
{
    /// <summary>How the Hub is asked; called where a dataset is on the Hub. Default: as the environment says.</summary>
    public Func<HubOptions> Hub { get; init; } = HubOptions.FromEnvironment;

    /// <summary>Told of what is downloaded. Default null: nobody is.</summary>
    public IProgress<HubProgress>? Progress { get; init; }

    /// <summary>Ends it; what has come stays in the cache.</summary>
    public CancellationToken Cancellation { get; init; }
}
