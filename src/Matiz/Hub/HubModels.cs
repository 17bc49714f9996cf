using Matiz.Files;

namespace Matiz.Hub;

/// <summary>The files of a model by its path or by its id; either way the same type, so that all else is alike.</summary>
public static class HubModels
{
    /// <summary>
    /// The files of a model: of a folder where the name is a path (<see cref="HubName"/>), else those that a model is read from
    /// (<see cref="HubSelection.Model"/>), fetched from the Hub unless they are cached. It waits for them.
    /// </summary>
    /// <param name="nameOrPath">A folder, which need not exist, or an id such as <c>user/emotion</c>.</param>
    /// <param name="revision">A branch, a tag or a commit; null: the pinned commit, else <c>main</c>. A folder has none.</param>
    /// <param name="options">Where the Hub and the cache are; null: <see cref="HubOptions.FromEnvironment()"/>.</param>
    /// <param name="progress">Is told what comes.</param>
    /// <param name="cancellationToken">Ends it; the next call goes on.</param>
    /// <exception cref="HubException">It is no path, and cannot be had as an id; or a revision is given with a path.</exception>
    /// <exception cref="Formats.Disk.FileWriteException">The disk is full, or at fault.</exception>
    public static ModelFiles Open(
        string nameOrPath, string? revision = null, HubOptions? options = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Open(nameOrPath, revision, HubSelection.Model, options, progress, cancellationToken);

    /// <inheritdoc cref="Open(string, string?, HubOptions?, IProgress{HubProgress}?, CancellationToken)"/>
    /// <summary>The same without blocking a thread.</summary>
    public static Task<ModelFiles> OpenAsync(
        string nameOrPath, string? revision = null, HubOptions? options = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        OpenAsync(nameOrPath, revision, HubSelection.Model, options, progress, cancellationToken);

    /// <summary>The same with a choice of files.</summary>
    internal static ModelFiles Open(
        string nameOrPath, string? revision, HubSelection selection, HubOptions? options = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var name = HubName.Parse(nameOrPath);
        if (name.IsPath) return InFolder(name, revision);
        // On a thread of the pool: one that has a context of its own would wait for itself.
        return Task.Run(() => FetchAsync(name, revision, selection, options, progress, cancellationToken), cancellationToken)
            .GetAwaiter().GetResult();
    }

    private static Task<ModelFiles> OpenAsync(
        string nameOrPath, string? revision, HubSelection selection, HubOptions? options, IProgress<HubProgress>? progress,
        CancellationToken cancellation)
    {
        var name = HubName.Parse(nameOrPath);
        return name.IsPath
            ? Task.FromResult(InFolder(name, revision))
            : FetchAsync(name, revision, selection, options, progress, cancellation);
    }

    private static ModelFiles InFolder(HubName name, string? revision) => revision is null
        ? ModelFiles.InFolder(name.Text)
        : throw new HubException(
            HubFault.InvalidSetting,
            $"{name}: this is a path, and the revision '{revision}' was given. An id of the Hub was expected, since a folder has no "
                + "revisions. Leave the revision out.");

    private static async Task<ModelFiles> FetchAsync(
        HubName name, string? revision, HubSelection selection, HubOptions? options, IProgress<HubProgress>? progress,
        CancellationToken cancellation)
    {
        using var downloads = new HubDownloads(options);
        var kind = HubRepositoryKind.Model;
        var snapshot = await downloads.SnapshotAsync(name, kind, revision, selection, progress, cancellation).ConfigureAwait(false);
        return snapshot.Files;
    }
}
