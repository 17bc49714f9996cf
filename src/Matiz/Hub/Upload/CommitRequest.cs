using System.Net;
using System.Text.Json;
using Matiz.Hub.Http;

namespace Matiz.Hub.Upload;

/// <summary>What the Hub answers to a commit.</summary>
/// <param name="Commit">Its id.</param>
/// <param name="Url">Its page.</param>
/// <param name="PullRequestUrl">The page of the pull request; null: none was asked for.</param>
internal sealed record CommitAnswer(string? Commit, Uri? Url, Uri? PullRequestUrl);

/// <summary>
/// The request that makes a commit. It is not made again blindly: an answer may be lost, or be an error, when the commit stands. After one
/// that says nothing it is looked whether the branch has moved: where it has not, the same request can do no harm, since it names the
/// commit that it is made on.
/// </summary>
internal sealed class CommitRequest(
    HubClient client, HubCommit commit, string parent, IReadOnlyList<MeasuredFile> regular, IReadOnlyList<MeasuredFile> large)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Makes the commit.</summary>
    /// <exception cref="HubException">It was not made, or it is not known whether it was: the message says which.</exception>
    public async Task<CommitAnswer> SendAsync(CancellationToken cancellationToken)
    {
        var before = commit.AsPullRequest ? await PullRequestsAsync(cancellationToken).ConfigureAwait(false) : [];
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (HubException exception) when (exception.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
            {
                // Perhaps our own commit, whose answer was lost.
                if (attempt > 0 && await FindAsync(before, cancellationToken).ConfigureAwait(false) is { } found) return found;
                throw Moved(exception);
            }
            catch (HubException exception) when (IsUnclear(exception))
            {
                if (await LookAsync(before, exception, cancellationToken).ConfigureAwait(false) is { } found) return found;
                if (commit.AsPullRequest || attempt >= client.Options.Retries) throw;
                await Task.Delay(HubRetries.WaitOf(exception, attempt), client.Options.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The error of a server that did not say no, or no answer at all.
    private static bool IsUnclear(HubException exception) => exception.Kind is HubFault.Server or HubFault.Network or HubFault.TimedOut
        or HubFault.UnexpectedAnswer or HubFault.RateLimited;

    private Task<CommitAnswer> SendOnceAsync(CancellationToken cancellationToken)
    {
        var request = new HubRequest(HttpMethod.Post, UploadAddress.OfRepository(client, commit, "commit"))
        {
            Repository = commit.Repository,
            Revision = commit.Revision,
            Token = HubTokenUse.Write,
            Retry = false,
            Timeout = Patience,
            Content = () => new CommitContent(commit, parent, regular, large, cancellationToken),
        };
        return UploadJson.SendAsync(client, request, Read, cancellationToken);
    }

    private static CommitAnswer Read(JsonElement root) =>
        new(root.Text("commitOid"), Address(root.Text("commitUrl")), Address(root.Text("pullRequestUrl")));

    private static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    // The commit, where it stands; null where the branch is where it was. Where that cannot be seen, the caller is told so.
    private async Task<CommitAnswer?> LookAsync(HashSet<string> before, HubException cause, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(before, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (IsUnclear(exception))
        {
            throw Unknown(cause);
        }
    }

    private async Task<CommitAnswer?> FindAsync(HashSet<string> before, CancellationToken cancellationToken)
    {
        if (commit.AsPullRequest)
        {
            foreach (string reference in await PullRequestsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (before.Contains(reference)) continue;
                var info = await client.GetInfoAsync(commit.Repository, reference, cancellationToken).ConfigureAwait(false);
                if (!await HoldsAllAsync(info.Commit, cancellationToken).ConfigureAwait(false)) continue;
                string number = reference[(reference.LastIndexOf('/') + 1)..];
                return new CommitAnswer(
                    info.Commit, null, client.Transport.Address($"{commit.Repository.UrlPath}/discussions/{Uri.EscapeDataString(number)}"));
            }

            return null;
        }

        string head = (await client.GetInfoAsync(commit.Repository, commit.Revision, cancellationToken).ConfigureAwait(false)).Commit;
        if (string.Equals(head, parent, StringComparison.OrdinalIgnoreCase)) return null;
        if (!await HoldsAllAsync(head, cancellationToken).ConfigureAwait(false)) throw Moved(null);
        return new CommitAnswer(head, client.Transport.Address($"{commit.Repository.UrlPath}/commit/{head}"), null);
    }

    // Whether a commit has every file as it was to be, and none of those that were to go.
    private async Task<bool> HoldsAllAsync(string revision, CancellationToken cancellationToken)
    {
        var wanted = regular.Concat(large).ToDictionary(static file => file.Path, StringComparer.Ordinal);
        await foreach (var file in client.ListFilesAsync(commit.Repository, revision, "", cancellationToken).ConfigureAwait(false))
        {
            if (commit.Deletions.Any(gone => gone.EndsWith('/') ? file.Path.StartsWith(gone, StringComparison.Ordinal) : file.Path == gone))
                return false;
            if (wanted.TryGetValue(file.Path, out var own) && own.Is(file.ETag)) wanted.Remove(file.Path);
        }

        return wanted.Count == 0;
    }

    private Task<HashSet<string>> PullRequestsAsync(CancellationToken cancellationToken)
    {
        var request = new HubRequest(
            HttpMethod.Get, client.Transport.Address($"api/{commit.Repository.ApiPath}/refs?include_prs=1"))
        {
            Repository = commit.Repository,
            Token = HubTokenUse.Read,
        };
        return UploadJson.SendAsync(
            client, request,
            static root => root.TryGetProperty("pullRequests", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(static entry => entry.Text("ref")).OfType<string>().ToHashSet(StringComparer.Ordinal)
                : [],
            cancellationToken);
    }

    private HubException Moved(HubException? cause) => new(
        HubFault.Conflict,
        $"{commit.Repository}: '{commit.Revision}' was changed by someone else since this push began (it was at "
        + $"{parent[..Math.Min(8, parent.Length)]}). "
        + "A branch that stays as it is was expected; nothing was committed, and what was sent need not be sent again. Look at what has "
        + "changed, then push again.", cause)
    {
        StatusCode = cause?.StatusCode,
        RequestId = cause?.RequestId,
    };

    private HubException Unknown(HubException cause) => new(
        cause.Kind,
        $"{commit.Repository}: it is not known whether the commit was made: "
        + "its answer did not come, and the Hub could not be asked after it. "
        + $"Look at {client.Transport.Address(commit.Repository.UrlPath)}, and push again if it is not there. ({cause.Message})", cause)
    {
        StatusCode = cause.StatusCode,
        RequestId = cause.RequestId,
    };
}
