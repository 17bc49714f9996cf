namespace Matiz.Hub.Upload;

/// <summary>The <c>.gitattributes</c> of a repository at a commit.</summary>
internal static class RepositoryAttributes
{
    /// <summary>Reads it; where there is none, no file has a rule.</summary>
    /// <exception cref="HubException">The Hub cannot be reached.</exception>
    public static async Task<GitAttributes> ReadAsync(
        HubClient client, HubRepository repository, string revision, CancellationToken cancellationToken) =>
        GitAttributes.Parse(
            await RepositoryText.ReadAsync(client, repository, GitAttributes.FileName, revision, cancellationToken).ConfigureAwait(false)
            ?? "");
}
