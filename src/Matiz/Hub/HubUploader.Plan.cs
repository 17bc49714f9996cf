using Matiz.Hub.Upload;

namespace Matiz.Hub;

/// <summary>What a commit would change, as far as reading says.</summary>
/// <param name="RepositoryExists">Whether the repository is there, as far as the token sees.</param>
/// <param name="Files">The files, in the order in which they were given.</param>
public sealed record HubUploadPlan(bool RepositoryExists, IReadOnlyList<HubCommittedFile> Files)
{
    /// <summary>The bytes that would be sent: those of files that are not there yet.</summary>
    public long BytesToSend => Files.Where(static file => !file.IsUnchanged).Sum(static file => file.Size);
}

/// <content>What would be done, without doing it.</content>
public sealed partial class HubUploader
{
    // Above it the Hub takes no file into git itself.
    private const long MostRegularBytes = 10_000_000;

    /// <summary>
    /// What <see cref="CommitAsync"/> would do, without a request that writes: which files are there already, by their hashes, and which
    /// would go to the store of large files, by the repository's rules and their size.
    /// </summary>
    /// <param name="commit">What is to be changed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">The Hub cannot be reached.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<HubUploadPlan> PlanAsync(HubCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        RequireDistinct(commit);
        var measured = new List<MeasuredFile>(commit.Files.Count);
        foreach (var file in commit.Files) measured.Add(await MeasuredFile.ReadAsync(file, cancellationToken).ConfigureAwait(false));
        var (exists, present) = await PresentAsync(commit, cancellationToken).ConfigureAwait(false);
        var attributes = exists && present.ContainsKey(GitAttributes.FileName)
            ? await RepositoryAttributes.ReadAsync(_client, commit.Repository, commit.Revision, cancellationToken).ConfigureAwait(false)
            : GitAttributes.Default;
        return new HubUploadPlan(
            exists,
            [
                .. measured.Select(file => new HubCommittedFile(
                    file.Path, file.Size, file.Sha256, file.Size > 0 && (attributes.IsLarge(file.Path) || file.Size > MostRegularBytes),
                    present.TryGetValue(file.Path, out var there) && file.Is(there.ETag))),
            ]);
    }

    // The files at the revision; where it is missing, none: the branch would be made.
    private async Task<(bool Exists, Dictionary<string, HubFile> Files)> PresentAsync(HubCommit commit, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, HubFile>(StringComparer.Ordinal);
        try
        {
            await foreach (
                var file in _client.ListFilesAsync(commit.Repository, commit.Revision, "", cancellationToken).ConfigureAwait(false))
                files[file.Path] = file;
            return (true, files);
        }
        catch (HubException exception) when (exception.Kind is HubFault.RevisionNotFound)
        {
            return (true, files);
        }
        catch (HubException exception) when (exception.Kind is HubFault.RepositoryNotFound)
        {
            return (false, files);
        }
    }
}
