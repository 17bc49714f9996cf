using Matiz.Hub.Login;

namespace Matiz.Hub;

/// <summary>
/// Keeps the token of the user where Python's client looks for it: in <see cref="HubOptions.TokenFile"/>, which only the user may read,
/// and by its name in <c>stored_tokens</c> beside it.
/// </summary>
public static class HubLogin
{
    /// <summary>Asks the Hub whose token it is, and keeps it.</summary>
    /// <param name="token">The token, <c>hf_…</c>; blanks and line ends around it are dropped.</param>
    /// <param name="options">Where the Hub is, and where the token is kept; null: what the environment says.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">
    /// It is no token of a user, or the Hub does not know it, or cannot be asked; nothing is kept.
    /// </exception>
    /// <exception cref="Formats.Disk.FileWriteException">It cannot be kept.</exception>
    public static async Task<HubUser> SaveAsync(
        string token, HubOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        options ??= HubOptions.FromEnvironment();
        string clean = HubToken.ForLogin(token);
        using var client = new HubClient(options with { Token = clean });
        var user = await client.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        Keep(new StoredToken(clean), user.TokenName ?? user.Name, options);
        return user;
    }

    /// <summary>Removes the token and all stored ones from this machine; the Hub still knows them.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="Formats.Disk.FileWriteException">It cannot be removed.</exception>
    public static bool Remove(HubOptions? options = null)
    {
        options ??= HubOptions.FromEnvironment();
        bool hadToken = PrivateFile.Delete(options.TokenFile);
        return PrivateFile.Delete(StoredTokens.PathOf(options)) || hadToken;
    }

    /// <summary>Writes a token under a name, and as the one that is sent.</summary>
    internal static void Keep(StoredToken token, string name, HubOptions options)
    {
        StoredTokens.Set(StoredTokens.PathOf(options), name, token);
        PrivateFile.Write(options.TokenFile, token.Value);
    }
}
