namespace Matiz.Hub.Upload;

/// <summary>The <c>.gitattributes</c> of a repository at a commit.</summary>
internal static class RepositoryAttributes
{
    /// <summary>Reads it; where there is none, no file has a rule.</summary>
    /// <exception cref="HubException">The Hub cannot be reached.</exception>
    public static async Task<GitAttributes> ReadAsync(
        HubClient client, HubRepository repository, string revision, CancellationToken cancellationToken)
    {
        string path = Path.Combine(Path.GetTempPath(), $"matiz-{Guid.NewGuid():N}.gitattributes");
        try
        {
            var file = await client.GetMetadataAsync(repository, GitAttributes.FileName, revision, cancellationToken).ConfigureAwait(false);
            await client.DownloadAsync(file, path, bytes: null, cancellationToken).ConfigureAwait(false);
            return GitAttributes.Parse(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (HubException exception) when (exception.Kind == HubFault.EntryNotFound)
        {
            return GitAttributes.Parse("");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
