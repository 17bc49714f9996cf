using Matiz.Hub;

namespace Matiz.Data.Repositories;

/// <summary>A dataset of the Hub at one commit, through the cache.</summary>
internal static class HubStore
{
    /// <summary>Opens it.</summary>
    public static DatasetStore Open(
        HubRepository repository, DatasetRequest request, IProgress<HubProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
