using System.Text.Json;
using Matiz.Hub.Http;
using Matiz.Hub.Upload;

namespace Matiz.Hub;

/// <summary>
/// Writes to the Hub: makes repositories and branches, and commits files. Contents that are there already are not sent again, so that a
/// push that was broken off goes on where it was.
/// </summary>
/// <example>
/// <code>
/// using var client = new HubClient();
/// var uploader = new HubUploader(client);
/// await uploader.CreateRepositoryAsync(HubRepository.Model("user/emotion"), isPrivate: true);
/// await uploader.CommitAsync(new HubCommit(
///     HubRepository.Model("user/emotion"), [HubUploadFile.FromDisk("config.json", "emotion/config.json")]));
/// </code>
/// </example>
public sealed partial class HubUploader
{
    private const int MostConflicts = 5;

    private readonly HubClient _client;

    /// <summary>A writer that sends through a client, with its token.</summary>
    public HubUploader(HubClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    /// <summary>Makes a repository where there is none (reference: create_repo with exist_ok).</summary>
    /// <param name="repository">The repository; a bare name is one of the user's own.</param>
    /// <param name="isPrivate">
    /// Whether only some may see it; null, the default: as the account has it. One that exists keeps what it is.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it was made; false where it exists.</returns>
    /// <exception cref="HubException">There is no token that may do it, or the Hub cannot be reached.</exception>
    public async Task<bool> CreateRepositoryAsync(
        HubRepository repository, bool? isPrivate = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        string[] parts = repository.Id.Split('/');
        var request = new HubRequest(HttpMethod.Post, _client.Transport.Address("api/repos/create"))
        {
            Repository = repository,
            Token = HubTokenUse.Write,
            Content = UploadJson.Content(json =>
            {
                json.WriteString("name", parts[^1]);
                if (parts.Length == 2) json.WriteString("organization", parts[0]);
                else json.WriteNull("organization");
                if (isPrivate is { } hidden) json.WriteString("visibility", hidden ? "private" : "public");
                if (repository.Kind != HubRepositoryKind.Model)
                    json.WriteString("type", repository.Kind == HubRepositoryKind.Dataset ? "dataset" : "space");
            }),
        };
        for (int conflicts = 0; ; conflicts++)
        {
            try
            {
                (await _client.Transport.SendAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();
                return true;
            }
            catch (HubException exception) when (exception.Kind == HubFault.Conflict && IsOfTheMoment(exception))
            {
                if (conflicts == MostConflicts) throw;
                await Task.Delay(HubRetries.WaitOf(exception, conflicts), _client.Options.Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (HubException exception) when (exception.Kind == HubFault.Conflict)
            {
                return false;
            }
        }
    }

    /// <summary>Makes a branch where there is none, from the repository's main branch (reference: create_branch with exist_ok).</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="branch">Its name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it was made; false where it exists.</returns>
    /// <exception cref="HubException">It cannot be made, or the Hub cannot be reached.</exception>
    public async Task<bool> CreateBranchAsync(HubRepository repository, string branch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentException.ThrowIfNullOrEmpty(branch);
        var address = _client.Transport.Address($"api/{repository.ApiPath}/branch/{Uri.EscapeDataString(branch)}");
        var request = new HubRequest(HttpMethod.Post, address)
        {
            Repository = repository,
            Revision = branch,
            Token = HubTokenUse.Write,
            Content = UploadJson.Content(static _ => { }),
        };
        try
        {
            (await _client.Transport.SendAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();
            return true;
        }
        catch (HubException exception) when (exception.Kind == HubFault.Conflict)
        {
            return false;
        }
    }

    /// <summary>
    /// Asks the Hub whether what stands on top of a card is valid; where it is not, a commit with it would be refused after everything was
    /// sent.
    /// </summary>
    /// <param name="kind">What the card describes.</param>
    /// <param name="card">The whole text of the <c>README.md</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the Hub warns of.</returns>
    /// <exception cref="HubException">It is not valid: the message says why. Or the Hub cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> ValidateCardAsync(
        HubRepositoryKind kind, string card, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(card);
        var request = new HubRequest(HttpMethod.Post, _client.Transport.Address("api/validate-yaml"))
        {
            Token = HubTokenUse.Read,
            Content = UploadJson.Content(json =>
            {
                json.WriteString("content", card);
                json.WriteString("repoType", kind switch
                {
                    HubRepositoryKind.Model => "model",
                    HubRepositoryKind.Dataset => "dataset",
                    _ => "space",
                });
            }),
        };
        try
        {
            var (errors, warnings) = await UploadJson.SendAsync(_client, request, static root => (
                Messages(root, "errors"), Messages(root, "warnings")), cancellationToken).ConfigureAwait(false);
            return errors.Count == 0 ? warnings : throw Invalid(string.Join("; ", errors), cause: null);
        }
        catch (HubException exception) when (exception.StatusCode == System.Net.HttpStatusCode.BadRequest)
        {
            throw Invalid(exception.Message, exception);
        }
    }

    private static HubException Invalid(string reason, HubException? cause) => new(
        HubFault.BadRequest,
        $"README.md: the Hub refuses what stands between its dashes ({reason.TrimEnd('.')}). A valid card was expected; nothing was sent. "
        + "Correct it.", cause)
    {
        StatusCode = cause?.StatusCode,
        RequestId = cause?.RequestId,
    };

    private static List<string> Messages(JsonElement root, string key) =>
        root.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(static entry => entry.Text("message")).OfType<string>()]
            : [];

    // Two repositories cannot be made for one account at the same moment.
    private static bool IsOfTheMoment(HubException exception) =>
        exception.Message.Contains("conflicting operation", StringComparison.OrdinalIgnoreCase);
}
