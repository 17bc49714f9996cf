using Matiz.Hub.Upload;

namespace Matiz.Hub;

/// <content>One commit, from files to the answer.</content>
public sealed partial class HubUploader
{
    private const string Card = "README.md";

    /// <summary>
    /// Commits files: what the repository has already is left out, large files go to their store first, and the commit names the one that
    /// it is made on, so that a change by someone else in between is seen. Where nothing is to be changed, no commit is made.
    /// </summary>
    /// <param name="commit">What is to be changed.</param>
    /// <param name="progress">Is told of bytes as they are sent; small files count when the commit is made.</param>
    /// <param name="cancellationToken">Ends it; what was sent by then need not be sent again.</param>
    /// <exception cref="HubException">
    /// The Hub refuses it, cannot be reached, or the branch has moved; the message says whether anything was committed.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<HubCommitResult> CommitAsync(
        HubCommit commit, IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        RequireDistinct(commit);
        var measured = new List<MeasuredFile>(commit.Files.Count);
        foreach (var file in commit.Files) measured.Add(await MeasuredFile.ReadAsync(file, cancellationToken).ConfigureAwait(false));
        if (measured.Find(static file => file.Path is Card) is { } card)
            await ValidateAsync(commit, card, cancellationToken).ConfigureAwait(false);
        string parent = commit.ParentCommit
            ?? (await _client.GetInfoAsync(commit.Repository, commit.Revision, cancellationToken).ConfigureAwait(false)).Commit;
        var answers = await PreuploadAnswer.AskAsync(_client, commit, measured, cancellationToken).ConfigureAwait(false);
        var changed = answers.Where(static answer => !answer.IsIgnored && !answer.IsUnchanged).ToList();
        var result = new HubCommitResult
        {
            Commit = parent,
            IsUnchanged = true,
            Ignored = [.. answers.Where(static answer => answer.IsIgnored).Select(static answer => answer.File.Path)],
            Files =
            [
                .. answers.Where(static answer => !answer.IsIgnored).Select(static answer => new HubCommittedFile(
                    answer.File.Path, answer.File.Size, answer.File.Sha256, answer.IsLarge, answer.IsUnchanged)),
            ],
        };
        if (changed.Count == 0 && commit.Deletions.Count == 0) return result;

        MeasuredFile[] large = [.. changed.Where(static answer => answer.IsLarge).Select(static answer => answer.File)];
        List<MeasuredFile> regular = [.. changed.Where(static answer => !answer.IsLarge).Select(static answer => answer.File)];
        if (await AttributesAsync(commit, parent, large, cancellationToken).ConfigureAwait(false) is { } attributes)
            regular.Insert(0, attributes);
        var tally = new UploadTally([.. regular, .. large], progress);
        using (var store = new LargeFileStore(_client, commit, tally))
            await store.SendAsync(large, cancellationToken).ConfigureAwait(false);
        var made = await new CommitRequest(_client, commit, parent, regular, large).SendAsync(cancellationToken).ConfigureAwait(false);
        foreach (var file in regular) tally.Finish(file);
        return result with { Commit = made.Commit, Url = made.Url, PullRequestUrl = made.PullRequestUrl, IsUnchanged = false };
    }

    // Refused at once rather than after hours of sending.
    private async Task ValidateAsync(HubCommit commit, MeasuredFile card, CancellationToken cancellationToken)
    {
        await using var stream = card.File.OpenRead();
        using var reader = new StreamReader(stream);
        string text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await ValidateCardAsync(commit.Repository.Kind, text, cancellationToken).ConfigureAwait(false);
    }

    // Git tools find a large file only where a rule names it. One's own .gitattributes among the files is taken as it is.
    private async Task<MeasuredFile?> AttributesAsync(
        HubCommit commit, string parent, MeasuredFile[] large, CancellationToken cancellationToken)
    {
        if (large.Length == 0 || commit.Files.Any(static file => file.Path is GitAttributes.FileName)) return null;
        var attributes = await RepositoryAttributes.ReadAsync(_client, commit.Repository, parent, cancellationToken).ConfigureAwait(false);
        return attributes.With(large.Select(static file => file.Path)) is { } text
            ? await MeasuredFile.ReadAsync(
                HubUploadFile.FromBytes(GitAttributes.FileName, System.Text.Encoding.UTF8.GetBytes(text)), cancellationToken)
                .ConfigureAwait(false)
            : null;
    }

    private static void RequireDistinct(HubCommit commit)
    {
        var repeated = commit.Files.Select(static file => file.Path)
            .Concat(commit.Deletions)
            .GroupBy(static path => path, StringComparer.Ordinal)
            .FirstOrDefault(static same => same.Skip(1).Any());
        if (repeated is not null)
        {
            throw new HubException(
                HubFault.InvalidSetting,
                $"'{repeated.Key}' stands twice among the files of a commit. Each name once was expected. Leave one out.");
        }
    }
}
