namespace Matiz.Hub;

/// <summary>What is to be changed in a repository, in one commit: all of it or nothing.</summary>
/// <param name="Repository">The repository, which must exist.</param>
/// <param name="Files">Files that are to be there, in place of those of the same names.</param>
/// <example>
/// <code>
/// using var client = new HubClient();
/// var commit = new HubCommit(HubRepository.Model("user/emotion"), [HubUploadFile.FromDisk("notes.txt", "notes.txt")]);
/// Console.WriteLine((await new HubUploader(client).CommitAsync(commit)).Commit);
/// </code>
/// </example>
public sealed record HubCommit(HubRepository Repository, IReadOnlyList<HubUploadFile> Files)
{
    /// <summary>The first line of its message (reference: commit_message); not empty. Default <c>Upload with Matiz</c>.</summary>
    /// <exception cref="ArgumentException">Empty, or blanks.</exception>
    public string Message
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Message));
            field = value;
        }
    } = "Upload with Matiz";

    /// <summary>What else its message says (reference: commit_description). Default nothing.</summary>
    public string Description { get; init; } = "";

    /// <summary>The branch that gets the commit, or <c>refs/pr/N</c>; of a pull request the branch it starts from. Default main.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>Whether the commit is proposed in a new pull request instead (reference: create_pr). Default false.</summary>
    public bool AsPullRequest { get; init; }

    /// <summary>Files that go, and folders (with a slash at the end). Default none.</summary>
    public IReadOnlyList<string> Deletions { get; init; } = [];

    /// <summary>
    /// The commit that the branch must be at; where it has moved, nothing is committed. Null, the default: where it is when this begins.
    /// </summary>
    public string? ParentCommit { get; init; }
}

/// <summary>A file of a commit, as it is in the repository now.</summary>
/// <param name="Path">Its name in the repository.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of the content, 64 hex digits.</param>
/// <param name="IsLarge">Whether it is in the store of large files (LFS), rather than in git itself.</param>
/// <param name="IsUnchanged">Whether it was there before with this very content, so that it was not sent.</param>
public sealed record HubCommittedFile(string Path, long Size, string Sha256, bool IsLarge, bool IsUnchanged);

/// <summary>What <see cref="HubUploader.CommitAsync"/> came to.</summary>
public sealed record HubCommitResult
{
    /// <summary>
    /// The commit, 40 hex digits; where nothing was to be changed the one that the branch was at already; null where a pull request was
    /// made and the Hub does not say.
    /// </summary>
    public required string? Commit { get; init; }

    /// <summary>Whether there was nothing to be changed, so that no commit was made.</summary>
    public required bool IsUnchanged { get; init; }

    /// <summary>The page of the commit; null where none was made.</summary>
    public Uri? Url { get; init; }

    /// <summary>The page of the pull request; null where none was made.</summary>
    public Uri? PullRequestUrl { get; init; }

    /// <summary>The files, in the order in which they were given.</summary>
    public required IReadOnlyList<HubCommittedFile> Files { get; init; }

    /// <summary>Files that the repository's <c>.gitignore</c> leaves out, so that they were not sent.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];
}
