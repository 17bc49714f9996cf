using Matiz.Hub;
using Matiz.Hub.Upload;

namespace Matiz.Sharing.Push;

/// <summary>The card that a repository has.</summary>
internal static class StandingCard
{
    /// <summary>Whether somebody wrote it, or changed it on the Hub: a card made of a run does not take its place.</summary>
    /// <exception cref="HubException">The Hub cannot be reached.</exception>
    public static Task<bool> IsOfItsOwnerAsync(
        HubClient client, HubRepository repository, string revision, CancellationToken cancellationToken) =>
        StandingFiles.AskAsync(revision, none: false, async branch =>
            await RepositoryText.ReadAsync(client, repository, ModelCard.FileName, branch, cancellationToken).ConfigureAwait(false)
                is { } text && !ModelCard.IsUnchanged(text));
}
