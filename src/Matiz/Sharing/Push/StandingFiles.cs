using Matiz.Hub;

namespace Matiz.Sharing.Push;

/// <summary>What a push will be made on: the files of its branch, which is made from main where it is missing.</summary>
internal static class StandingFiles
{
    /// <summary>Asks for something of these files.</summary>
    /// <param name="revision">The branch.</param>
    /// <param name="none">The answer where there are no files.</param>
    /// <param name="ask">Asks of a branch.</param>
    /// <exception cref="HubException">The Hub cannot be reached.</exception>
    public static async Task<T> AskAsync<T>(string revision, T none, Func<string, Task<T>> ask)
    {
        try
        {
            return await ask(revision).ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.Kind is HubFault.RepositoryNotFound)
        {
            return none;
        }
        catch (HubException exception) when (exception.Kind is HubFault.RevisionNotFound)
        {
            return revision == "main" ? none : await AskAsync("main", none, ask).ConfigureAwait(false);
        }
    }
}
