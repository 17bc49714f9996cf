using Matiz.Hub;

namespace Matiz.Sharing.Push;

/// <summary>Why the Hub does not let somebody push, as far as it can be said.</summary>
internal static class PushAdvice
{
    /// <summary>The refusal with the reason, where the token or the namespace is it; the refusal itself otherwise.</summary>
    public static async Task<HubException> ForAsync(
        HubClient client, HubRepository repository, HubException refusal, CancellationToken cancellationToken)
    {
        if (refusal.Kind != HubFault.Forbidden) return refusal;
        HubUser user;
        try
        {
            user = await client.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HubException)
        {
            return refusal;
        }

        string? owner = repository.Id.Contains('/', StringComparison.Ordinal) ? repository.Id.Split('/')[0] : null;
        bool isOwn = owner is null || Same(owner, user.Name) || user.Organizations.Any(name => Same(owner, name));
        string? reason = user.TokenRole is "read"
            ? $"the token of {user.Name} may only read. A token that may write was expected. "
            + $"Make one ({client.Options.Endpoint}settings/tokens) "
                + "and log in with it"
            : !isOwn
                ? $"'{owner}' is neither {user.Name} nor {OrganizationsOf(user)}. A name of one's own was expected. Push to "
                    + $"'{user.Name}/{repository.Id.Split('/')[^1]}', or propose a pull request (PushOptions.AsPullRequest)"
                : null;
        return reason is null
            ? refusal
            : new HubException(refusal.Kind, $"{repository}: {reason}.", refusal)
            {
                StatusCode = refusal.StatusCode,
                RequestId = refusal.RequestId,
            };
    }

    private static string OrganizationsOf(HubUser user) => user.Organizations.Length == 0
        ? "an organization of theirs"
        : $"one of their organizations ({string.Join(", ", user.Organizations)})";

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
