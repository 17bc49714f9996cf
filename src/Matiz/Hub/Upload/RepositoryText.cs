namespace Matiz.Hub.Upload;

/// <summary>Small files of a repository, read as text.</summary>
internal static class RepositoryText
{
    /// <summary>The text of a file at a commit or a branch; null: there is no such file.</summary>
    /// <exception cref="HubException">There is no such repository or branch, or the Hub cannot be reached.</exception>
    public static async Task<string?> ReadAsync(
        HubClient client, HubRepository repository, string path, string revision, CancellationToken cancellationToken)
    {
        string place = Path.Combine(Path.GetTempPath(), $"matiz-{Guid.NewGuid():N}.txt");
        try
        {
            var file = await client.GetMetadataAsync(repository, path, revision, cancellationToken).ConfigureAwait(false);
            await client.DownloadAsync(file, place, bytes: null, cancellationToken).ConfigureAwait(false);
            return await File.ReadAllTextAsync(place, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.Kind == HubFault.EntryNotFound)
        {
            return null;
        }
        finally
        {
            File.Delete(place);
        }
    }
}
