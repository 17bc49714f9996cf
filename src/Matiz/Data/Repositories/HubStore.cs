using Matiz.Hub;

namespace Matiz.Data.Repositories;

/// <summary>
/// A dataset of the Hub at one commit, through the cache: only files that are asked for are downloaded. One that is made by a program is
/// taken from the branch in which the Hub keeps its rows as Parquet.
/// </summary>
internal sealed class HubStore : DatasetStore
{
    private readonly HubRepository _repository;
    private readonly HubOptions _options;
    private readonly HubSnapshot _snapshot;
    private readonly string? _pinned;
    private readonly IProgress<HubProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _notes;
    private readonly string _revision;

    private HubStore(
        HubRepository repository, HubOptions options, HubSnapshot snapshot, string? revision, List<string> notes,
        IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        (_repository, _options, _snapshot, _notes, _progress, _cancellation) = (
            repository, options, snapshot, notes, progress, cancellation);
        bool isPinned = revision is null && HubPins.Heeded(options)?.Find(repository) is not null;
        (_pinned, _revision) = (isPinned ? null : snapshot.Commit, revision ?? "main");
        Paths = [.. snapshot.Listing.Select(file => file.Path).Order(StringComparer.Ordinal)];
    }

    public override string Name => _repository.Id;

    public override IReadOnlyList<string> Paths { get; }

    public override IReadOnlyList<string> Notes => _notes;

    /// <summary>Opens a dataset.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="request">The revision, and how the Hub is asked.</param>
    /// <param name="progress">Told of what is downloaded.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubException">There is none, or the Hub cannot be reached.</exception>
    /// <exception cref="DataException">It is made by a program, and the Hub has no conversion of it.</exception>
    public static DatasetStore Open(
        HubRepository repository, DatasetRequest request, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        var options = request.Hub ?? HubOptions.FromEnvironment();
        var notes = new List<string>();
        bool isConversion = request.Revision is ParquetConversion.Branch;
        var snapshot = Fetched(
            repository, options, request.Commit ?? request.Revision, isConversion ? [] : CardFiles, notes, progress: null, cancellation);
        if (!snapshot.IsListed)
            notes.Add($"{repository.Id}: the list of its files is not in the cache; those that are there are taken for all.");
        var store = new HubStore(repository, options, snapshot, request.Revision, notes, progress, cancellation);
        if (isConversion) return new ParquetConversion(store);
        string program = repository.Id[(repository.Id.LastIndexOf('/') + 1)..] + ".py";
        bool isMadeByProgram = store.Paths.Contains(program, StringComparer.Ordinal) && store.ReadCard().Configurations.Count == 0;
        if (!isMadeByProgram) return store;
        if (request.Revision is not (null or "main")) throw OldProgram(repository, program, request.Revision, cause: null);
        try
        {
            var converted = Fetched(repository, options, ParquetConversion.Branch, [], notes, progress: null, cancellation);
            notes.Add($"{repository.Id}: it is made by a program ({program}), which is not run: its rows are those that the Hub keeps as "
                + $"Parquet ({ParquetConversion.Branch}).");
            return new ParquetConversion(
                new HubStore(repository, options, converted, ParquetConversion.Branch, notes, progress, cancellation));
        }
        catch (HubException exception) when (exception.Kind is HubFault.RevisionNotFound)
        {
            throw OldProgram(repository, program, "main", exception);
        }
    }

    public override string NameOf(string path) => $"{_repository.Id}/{path}";

    public override string LocalPath(string path) => _snapshot.PathOf(path);

    public override DatasetOrigin OriginOf(string configuration) => new(_repository.Id, configuration)
    {
        Revision = _revision,
        Commit = _snapshot.Commit,
    };

    public override void Fetch(IReadOnlyList<string> paths)
    {
        if (paths.All(_snapshot.FileNames.Contains)) return;
        _ = Fetched(_repository, _options, _pinned, paths, _notes, _progress, _cancellation);
    }

    private static IReadOnlyList<string> CardFiles => [Readme, Yaml, Infos];

    private static HubSnapshot Fetched(
        HubRepository repository, HubOptions options, string? revision, IReadOnlyList<string> paths, List<string> notes,
        IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        // Nothing is wanted where no file is: a pattern that matches none.
        var selection = HubSelection.Everything with
        {
            Include = [.. paths.Count == 0 ? ["/"] : paths.Select(PathPattern.Literal)],
            IsTentative = true,
        };
        try
        {
            using var downloads = new HubDownloads(options) { Notes = notes.Add };
            // On a thread of the pool: one that has a context of its own would wait for itself.
            return Task.Run(() => downloads.SnapshotAsync(repository, revision, selection, progress, cancellation), cancellation)
                .GetAwaiter().GetResult();
        }
        catch (HubException exception) when (MayBeAPath(exception.Kind))
        {
            throw new HubException(
                exception.Kind,
                $"'{repository.Id}': there is no such path, so it was looked for as an id of the Hub. {exception.Message}", exception)
            {
                StatusCode = exception.StatusCode,
                RequestId = exception.RequestId,
            };
        }
    }

    // The Hub does not know the name, or could not be asked for it: it may be a mistyped path.
    private static bool MayBeAPath(HubFault kind) => kind is HubFault.RepositoryNotFound or HubFault.Unauthorized or HubFault.Offline
        or HubFault.Network or HubFault.Certificate or HubFault.TimedOut;

    private static DataException OldProgram(HubRepository repository, string program, string revision, Exception? cause) => new(
        $"{repository.Id}/{program}", 0,
        $"the dataset is made by a program, which is never run, and the Hub has no rows of '{revision}' as Parquet "
        + $"({ParquetConversion.Branch}). Files of rows were expected. Look for another copy of the dataset, or name files "
        + "(DatasetFiles.Train).",
        cause);
}
