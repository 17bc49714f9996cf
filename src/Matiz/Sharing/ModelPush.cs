using System.Globalization;
using System.Text;
using Matiz.Hub;
using Matiz.Models;
using Matiz.Sharing.Push;
using Matiz.Training;

namespace Matiz.Sharing;

/// <summary>
/// A model folder on its way to the Hub: which files are sent, with which card. Nothing is written anywhere until <see cref="SendAsync"/>.
/// <c>matiz hub push</c> does the same.
/// </summary>
/// <example>
/// <code>
/// using var push = await ModelPush.PrepareAsync("emotion", "user/emotion");
/// foreach (var file in push.Files) Console.WriteLine(file.Path);
/// Console.WriteLine((await push.SendAsync()).Url);
/// </code>
/// </example>
public sealed class ModelPush : IDisposable
{
    private readonly HubClient _client;
    private readonly PushOptions _options;
    private readonly List<string> _notes;

    private ModelPush(
        string folder, HubRepository repository, HubClient client, PushOptions options, IReadOnlyList<HubUploadFile> files,
        ModelCard? ownCard, List<string> notes)
    {
        (Folder, Repository, _client, _options) = (folder, repository, client, options);
        (Files, OwnCard, _notes) = (files, ownCard, notes);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Where it goes.</summary>
    public HubRepository Repository { get; }

    /// <summary>The files that are sent, by their names.</summary>
    public IReadOnlyList<HubUploadFile> Files { get; }

    /// <summary>
    /// The card that is made for the push and written into the folder by it; null where the folder's own <c>README.md</c> is sent as it is,
    /// where the repository's stays, or where there is none.
    /// </summary>
    public ModelCard? OwnCard { get; }

    /// <summary>What is worth a look, one line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>
    /// Chooses the files, makes the card, and looks for what must not be shared. The Hub is asked whether the repository has a card that
    /// somebody wrote or changed, which stays unless <see cref="PushOptions.Include"/> names <c>README.md</c>; for a bare name also whose
    /// token it is.
    /// </summary>
    /// <param name="folder">A model folder or a finished run folder.</param>
    /// <param name="id">The model's id, <c>user/name</c>; a bare name is one of the user's own.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SharingException">A file is missing, holds an access token, or is a link out of the folder.</exception>
    /// <exception cref="HubException">The id breaks a rule, there is no token, or the Hub cannot be reached.</exception>
    /// <exception cref="ModelException">The config is damaged.</exception>
    /// <exception cref="TrainingException">A file of the run is damaged, or a run is at work in the folder.</exception>
    public static async Task<ModelPush> PrepareAsync(
        string folder, string id, PushOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(id);
        options ??= new PushOptions();
        var repository = HubRepository.Model(id);
        RequireFinished(folder);
        bool takesOwnCard = options.Include.Contains(ModelCard.FileName, StringComparer.Ordinal);
        var chosen = SentFiles.Choose(folder, [.. options.Include.Where(static pattern => pattern != ModelCard.FileName)]);
        var client = new HubClient(options.Hub);
        try
        {
            if (!id.Contains('/', StringComparison.Ordinal))
            {
                var user = await client.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
                repository = HubRepository.Model($"{user.Name}/{id}");
            }

            List<string> notes = [.. chosen.Notes];
            var card = CardFor(folder, repository, notes);
            List<HubUploadFile> files = [.. chosen.Files
                .Where(file => card is null || file.Name != ModelCard.FileName)
                .Select(static file => HubUploadFile.FromDisk(file.Name, file.Path))];
            if (card is not null) files.Add(HubUploadFile.FromBytes(ModelCard.FileName, Encoding.UTF8.GetBytes(card.Text)));
            files.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
            RequireNoToken(folder, files, client.Options, cancellationToken);
            if (card is not null && !takesOwnCard
                && await StandingCard.IsOfItsOwnerAsync(client, repository, options.Revision, cancellationToken).ConfigureAwait(false))
            {
                card = null;
                files.RemoveAll(static file => file.Path == ModelCard.FileName);
                notes.Add(
                    $"{ModelCard.FileName} of {repository} was written or changed by somebody. It stays; include {ModelCard.FileName} to "
                    + "send the card of this folder in its place.");
            }

            return new ModelPush(folder, repository, client, options, files, card, notes);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What <see cref="SendAsync"/> would do, as far as reading says: each file with its size and hash, whether it goes to the store of
    /// large files, whether it is there already. Nothing is written.
    /// </summary>
    /// <exception cref="HubException">The Hub cannot be reached.</exception>
    public async Task<HubUploadPlan> PlanAsync(CancellationToken cancellationToken = default) =>
        await new HubUploader(_client).PlanAsync(await CommitAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>
    /// Makes the repository and the branch where they are missing, sends the files, and commits them; where nothing has changed, nothing is
    /// committed. A card that was made is written into the folder as well.
    /// </summary>
    /// <param name="progress">Is told of bytes as they are sent.</param>
    /// <param name="cancellationToken">Ends it; what was sent by then need not be sent again.</param>
    /// <exception cref="HubException">The Hub refuses it or cannot be reached; the message says whether anything was committed.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<PushResult> SendAsync(IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var uploader = new HubUploader(_client);
        try
        {
            bool isNew = await RequireRepositoryAsync(uploader, cancellationToken).ConfigureAwait(false);
            var change = await CommitAsync(cancellationToken).ConfigureAwait(false);
            var commit = await uploader.CommitAsync(change, progress, cancellationToken).ConfigureAwait(false);
            SaveCard();
            return new PushResult(Repository, commit)
            {
                Url = new Uri($"{_client.Options.Endpoint.AbsoluteUri.TrimEnd('/')}/{Repository.UrlPath}"),
                IsNewRepository = isNew,
                Notes =
                [
                    .. _notes,
                    .. commit.Ignored.Select(static path => $"{path} was not sent: the repository's .gitignore leaves it out."),
                ],
            };
        }
        catch (HubException exception)
        {
            var advised = await PushAdvice.ForAsync(_client, Repository, exception, cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(advised, exception)) throw;
            throw advised;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HubCommit> CommitAsync(CancellationToken cancellationToken)
    {
        var left = await LeftFiles.FindAsync(_client, Repository, _options.Revision, Files, cancellationToken).ConfigureAwait(false);
        string note = $"{Repository} holds {string.Join(", ", left)} of an earlier model, which would be read with this one or in its "
            + $"place. {(left.Count == 1 ? "It goes" : "They go")} with the commit.";
        if (left.Count > 0 && !_notes.Contains(note, StringComparer.Ordinal)) _notes.Add(note);
        return new HubCommit(Repository, Files)
        {
            Message = _options.Message ?? $"Upload {Repository.Id.Split('/')[^1]} with Matiz",
            Revision = _options.Revision,
            AsPullRequest = _options.AsPullRequest,
            Deletions = left,
        };
    }

    // Looked for before it is made: others may push to it who could not make it, and a pull request is no reason to make one.
    private async Task<bool> RequireRepositoryAsync(HubUploader uploader, CancellationToken cancellationToken)
    {
        bool isNew = false;
        try
        {
            var info = await _client.GetInfoAsync(Repository, "main", cancellationToken).ConfigureAwait(false);
            if (_options.IsPrivate is true && !info.IsPrivate)
                _notes.Add($"{Repository} exists and is public. It stays as it is; its settings on the Hub make it private.");
        }
        catch (HubException exception) when (exception.Kind is HubFault.RepositoryNotFound && !_options.AsPullRequest)
        {
            isNew = await uploader.CreateRepositoryAsync(Repository, _options.IsPrivate, cancellationToken).ConfigureAwait(false);
        }

        if (_options.Revision is "main" || _options.Revision.StartsWith("refs/", StringComparison.Ordinal) || _options.AsPullRequest)
            return isNew;
        try
        {
            await _client.GetInfoAsync(Repository, _options.Revision, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.Kind is HubFault.RevisionNotFound)
        {
            await uploader.CreateBranchAsync(Repository, _options.Revision, cancellationToken).ConfigureAwait(false);
        }

        return isNew;
    }

    // A folder that cannot be written keeps the card that it has: what was sent is what counts.
    private void SaveCard()
    {
        if (OwnCard is null) return;
        try
        {
            OwnCard.Save(Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _notes.Add(
                $"the card could not be written into {Folder} ({exception.Message.TrimEnd('.')}). On the Hub it is as it should be.");
        }
    }

    private static void RequireFinished(string folder)
    {
        if (!Directory.Exists(folder))
            throw new SharingException(folder, "there is no such folder. A model folder or a run folder was expected. Check the path.");
        if (!RunFolder.IsRunFolder(folder)) return;
        if (RunLock.HolderOf(folder) is { } holder)
        {
            throw new TrainingException(
                $"{folder}: {holder} is at work in this folder. A run that has ended was expected. Wait until it has.");
        }
    }

    private static ModelCard? CardFor(string folder, HubRepository repository, List<string> notes)
    {
        string path = Path.Combine(folder, ModelCard.FileName);
        if (File.Exists(path) && !ModelCard.IsUnchanged(File.ReadAllText(path)))
        {
            notes.Add($"{ModelCard.FileName} is not as Matiz wrote it. It is sent as it is.");
            return null;
        }

        if (ModelCard.CanDescribe(folder)) return ModelCard.ForFolder(folder, repository);
        notes.Add($"there is no {ModelCard.FileName}, and none can be made of what is no text classifier. Write one.");
        return null;
    }

    private static void RequireNoToken(
        string folder, IReadOnlyList<HubUploadFile> files, HubOptions options, CancellationToken cancellationToken)
    {
        var scan = new TokenScan(HubToken.Any(options));
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var stream = file.OpenRead();
            if (scan.Find(stream) is not { } found) continue;
            string name = file.LocalPath ?? Path.Combine(folder, file.Path);
            string place = found.Line is { } line
                ? string.Create(CultureInfo.InvariantCulture, $"{name}:{line}")
                : string.Create(CultureInfo.InvariantCulture, $"{name} (byte {found.Byte})");
            throw new SharingException(
                place, "an access token of the Hub stands here (hf_…), which whoever reads it can use. Files without secrets were "
                + "expected; nothing was sent. Remove it, and revoke the token (https://huggingface.co/settings/tokens).");
        }
    }
}
