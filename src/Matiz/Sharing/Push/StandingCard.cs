using Matiz.Hub;
using Matiz.Hub.Upload;

namespace Matiz.Sharing.Push;

/// <summary>The card that a repository has.</summary>
internal static class StandingCard
{
    /// <summary>Whether somebody wrote it, or changed it on the Hub: a card made of a run does not take its place.</summary>
    /// <param name="client">Asks the Hub.</param>
    /// <param name="repository">Need not exist.</param>
    /// <param name="revision">The branch; one that is missing is made from main.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">The Hub cannot be reached.</exception>
    public static async Task<bool> IsOfItsOwnerAsync(
        HubClient client, HubRepository repository, string revision, CancellationToken cancellationToken)
    {
        try
        {
            return await RepositoryText.ReadAsync(client, repository, ModelCard.FileName, revision, cancellationToken).ConfigureAwait(false)
                is { } text && !ModelCard.IsUnchanged(text);
        }
        catch (HubException exception) when (exception.Kind is HubFault.RepositoryNotFound)
        {
            return false;
        }
        catch (HubException exception) when (exception.Kind is HubFault.RevisionNotFound)
        {
            return revision != "main" && await IsOfItsOwnerAsync(client, repository, "main", cancellationToken).ConfigureAwait(false);
        }
    }
}
