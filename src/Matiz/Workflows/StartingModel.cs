using Matiz.Files;
using Matiz.Hub;

namespace Matiz.Workflows;

/// <summary>The model that a job begins with: its files, and what it is called in settings, model cards and folders.</summary>
/// <param name="Name">As it was named: recorded, so that the job can be completed later.</param>
/// <param name="Files">Where its files are.</param>
public sealed record StartingModel(string Name, ModelFiles Files)
{
    /// <summary>What runs of this model are called: the last part of its name. Default: found from it.</summary>
    public string RunName
    {
        get => field ?? LastPartOf(Name);
        init;
    }

    /// <summary>Its id on the Hub, which model cards name; null, the default: it did not come from there.</summary>
    public string? HubId { get; init; }

    /// <summary>The licence that follows from it, in the Hub's spelling; null, the default: not stated.</summary>
    public string? License { get; init; }

    /// <summary>The branch, tag or commit of the Hub that was asked for; null, the default: none.</summary>
    public string? Revision { get; init; }

    /// <summary>The commit of the Hub that was read: 40 hexadecimal digits; null, the default: it is not of the Hub.</summary>
    public string? Commit { get; init; }

    /// <summary>The model of a folder, or of an id on the Hub.</summary>
    /// <param name="nameOrPath">A path, which wins where it exists, or an id (see <see cref="HubName"/>).</param>
    /// <param name="revision">Branch, tag or commit of an id; null: as pinned, else <c>main</c>.</param>
    /// <param name="options">Where the Hub is; null: as the environment says.</param>
    /// <param name="progress">Told of what is downloaded.</param>
    /// <param name="cancellation">Stops the download; what came is kept for the next.</param>
    /// <exception cref="HubException">The Hub does not give it; or a revision was given for a path.</exception>
    public static StartingModel Find(
        string nameOrPath, string? revision = null, HubOptions? options = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var name = HubName.Parse(nameOrPath);
        if (name.IsPath)
            return new StartingModel(nameOrPath, HubModels.Open(nameOrPath, revision, options, progress, cancellation));
        using var downloads = new HubDownloads(options);
        // On a thread of the pool: one that has a context of its own would wait for itself.
        var download = Task.Run(
            () =>
                downloads.SnapshotAsync(name, HubRepositoryKind.Model, revision, HubSelection.Model, progress, cancellation), cancellation);
        return OfSnapshot(download.GetAwaiter().GetResult(), revision);
    }

    /// <summary>The model of a snapshot of the Hub.</summary>
    /// <param name="snapshot">Its files.</param>
    /// <param name="revision">What was asked for; null: none.</param>
    public static StartingModel OfSnapshot(HubSnapshot snapshot, string? revision = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        string id = snapshot.Repository.Id;
        return new StartingModel(id, snapshot.Files) { HubId = id, Revision = revision, Commit = snapshot.Commit };
    }

    /// <summary>The model of a folder.</summary>
    public static StartingModel InFolder(string folder) => new(folder, ModelFiles.InFolder(folder));

    private static string LastPartOf(string name)
    {
        string last = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(name)));
        return last.Length > 0 ? last : "model";
    }
}
