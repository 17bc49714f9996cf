using System.Globalization;
using Matiz.Data.Cards;
using Matiz.Data.Repositories;
using Matiz.Hub;

namespace Matiz.Data;

/// <summary>
/// A dataset of the Hub or in a folder, opened: its card was read and the files of its splits are known; no row was read, and of the Hub
/// nothing but the card was downloaded. A program of the dataset is never run.
/// </summary>
public sealed class DatasetRepository
{
    private const string Train = "train", Validation = "validation";

    private readonly DatasetRequest _request;
    private readonly DatasetStore _store;
    private readonly DatasetLayout _layout;
    private readonly DataOptions _options;

    private DatasetRepository(DatasetRequest request, DatasetStore store, DatasetLayout layout, DataOptions options, string card)
    {
        (_request, _store, _layout) = (request, store, layout);
        _options = options with
        {
            Delimiter = options.Delimiter ?? layout.Delimiter,
            Declared = new DeclaredColumns((layout.Info ?? new DatasetInfo(layout.Configuration)).LabelNames, card),
        };
        Splits = [.. layout.Splits.Select(split => split.Name)];
        Origin = store.OriginOf(layout.Configuration);
    }

    /// <summary>Which dataset it is.</summary>
    public DatasetOrigin Origin { get; }

    /// <summary>The splits of the configuration, in their order.</summary>
    public IReadOnlyList<string> Splits { get; }

    /// <summary>What is good to know of how the splits were found, one line each.</summary>
    public IReadOnlyList<string> Notes => [.. _store.Notes, .. _layout.Notes];

    /// <summary>How its rows are read: as was asked, with what its card says.</summary>
    public DataOptions Options => _options;

    /// <summary>Opens a dataset.</summary>
    /// <param name="request">Which one.</param>
    /// <param name="options">Format, columns, labels; by default found.</param>
    /// <param name="progress">Told of what is downloaded.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DataException">There is no such folder, its card is damaged, or its files make no splits.</exception>
    /// <exception cref="HubException">There is no such repository, or the Hub cannot be reached.</exception>
    public static DatasetRepository Open(
        DatasetRequest request, DataOptions? options = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        options ??= new DataOptions();
        var store = StoreOf(request, progress, cancellationToken);
        var card = store.ReadCard();
        var layout = new LayoutFinder(store, card, options.Format).Find(request.Configuration);
        return new DatasetRepository(request, store, layout, options, card.File);
    }

    /// <summary>The files of a split, downloaded where they are not there yet.</summary>
    /// <param name="split">One of <see cref="Splits"/>.</param>
    /// <exception cref="DataException">There is no such split.</exception>
    /// <exception cref="HubException">They cannot be downloaded.</exception>
    public IReadOnlyList<DataSource> Sources(string split)
    {
        var found = Find(split);
        _store.Fetch(found.Files);
        return [.. found.Files.Select(path => _store.Open(path, FormatOf(path)))];
    }

    /// <summary>
    /// Reads all splits. Rows without a label, as the test splits of some datasets are published, keep none (<see cref="Label.None"/>).
    /// </summary>
    /// <exception cref="DataException">A file is broken, columns are not found, a label is unseen, or there is one class only.</exception>
    /// <exception cref="HubException">They cannot be downloaded.</exception>
    public DatasetDict Load()
    {
        string[] ordered = [.. Splits.OrderByDescending(split => split is Train)];      // it gives the classes
        _store.Fetch([.. ordered.SelectMany(split => Find(split).Files).Distinct(StringComparer.Ordinal)]);
        return LoadAs([.. ordered.Select(split => (split, split))], [], []);
    }

    /// <summary>
    /// Reads the splits that a job needs, as <c>train</c>, <c>validation</c> and <c>test</c>: training rows must have labels, others
    /// without one are left out, and validation rows are split off where there are none.
    /// </summary>
    /// <param name="files">How validation rows are split off, and test files to take in the place of the dataset's own.</param>
    /// <param name="isWithoutTest">Whether no test rows are wanted.</param>
    internal DatasetDict LoadForJob(DatasetFiles files, bool isWithoutTest = false)
    {
        var roles = new SplitRoles(_request, Splits);
        _ = roles.Require(Train, _request, Splits);
        (string Role, string Split)[] wanted = [.. SplitRoles.All
            .Where(role => roles[role] is not null && !(role is "test" && (isWithoutTest || files.Test.Count > 0)))
            .Select(role => (role, roles[role]!))];
        _store.Fetch([.. wanted.SelectMany(one => Find(one.Split).Files).Distinct(StringComparer.Ordinal)]);
        var data = LoadAs(wanted, DataSource.Expand(files.Test, _options.Format, _options.StandardInput), roles.Notes);
        return new LabelledSplits(data, files).Take();
    }

    /// <summary>The split that a trained model is measured on where none is named: test, else validation, which is said.</summary>
    /// <param name="note">Gets the line that says so; null: there is nothing to say.</param>
    /// <exception cref="DataException">There is neither.</exception>
    public string SplitToMeasure(out string? note)
    {
        var roles = new SplitRoles(_request, Splits);
        string? split = roles["test"] ?? roles[Validation];
        note = split is null or "test" ? null : $"{_request.Name}: measured on its split '{split}'.";
        return split ?? roles.Require("test", _request, Splits);
    }

    /// <summary>
    /// The place on the disk of a file that an earlier run read, fetched at its commit where it is not there any more; null where the name
    /// is none of the dataset.
    /// </summary>
    /// <param name="origin">The dataset.</param>
    /// <param name="file">The file, as the run recorded it.</param>
    /// <param name="hub">How the Hub is asked; null: as the environment says.</param>
    /// <exception cref="HubException">It is not there, and cannot be fetched.</exception>
    internal static string? LocalPathOf(DatasetOrigin origin, string file, HubOptions? hub)
    {
        if (!file.StartsWith(origin.Name + "/", StringComparison.Ordinal)) return null;
        var repository = HubRepository.Dataset(origin.Name);
        string path = file[(origin.Name.Length + 1)..];
        return Task.Run(async () =>
        {
            using var downloads = new HubDownloads(hub);
            return await downloads.FileAsync(repository, path, origin.Commit).ConfigureAwait(false);
        }).GetAwaiter().GetResult();
    }

    private DatasetDict LoadAs((string Name, string Split)[] splits, IReadOnlyList<DataSource> test, IReadOnlyList<string> notes)
    {
        var sources = splits.Select(one => new SplitSources(one.Name, Sources(one.Split))).ToList();
        if (test.Count > 0) sources.Add(new SplitSources("test", test));
        var loader = new DatasetLoader(new DatasetFiles { ValidationFraction = 0 }, _options, modelLabels: null)
        {
            MayLackLabels = true,
            Origin = Origin,
        };
        var data = loader.Load(sources);
        return data.With([.. Notes, .. notes], [.. _layout.Warnings, .. RowsThatDiffer(splits, data)]);
    }

    // The card may be older than the files, or a file is not whole.
    private IEnumerable<string> RowsThatDiffer((string Name, string Split)[] splits, DatasetDict data)
    {
        foreach (var (name, split) in splits)
        {
            if (_layout.Info?.Rows.GetValueOrDefault(split, -1) is not { } told || told < 0 || told == data[name].Count) continue;
            string read = Counted.Words(data[name].Count, "row was", "rows were");
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{name}: {read} read, but the card says {told}. Kept; one of them is old.");
        }
    }

    private RowFormat FormatOf(string path) => RowFormats.TryForPath(path) ?? _options.Format ?? RowFormats.ForPath(path);

    private LayoutSplit Find(string split) =>
        _layout.Splits.FirstOrDefault(one => string.Equals(one.Name, split, StringComparison.Ordinal))
        ?? throw new DataException(
            $"{_request.Name}: there is no split '{split}'. Expected {LayoutFinder.Listed(Splits)}. Name one of these.");

    private static DatasetStore StoreOf(DatasetRequest request, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name, nameof(request));
        if (request.IsOnHub)
        {
            // What a run recorded is not what lies here under its name by now.
            var repository = request.Commit is not null
                ? HubRepository.Dataset(request.Name)
                : HubName.Parse(request.Name).Repository(HubRepositoryKind.Dataset);
            return HubStore.Open(repository, request, progress, cancellationToken);
        }

        if (request.Revision is { } revision && Directory.Exists(request.Name))
        {
            throw new DataException(
                $"{request.Name}: this is a folder, of which no revision '{revision}' is known. A repository of the Hub was expected with "
                + "a revision. Leave DatasetRequest.Revision out.");
        }

        if (Directory.Exists(request.Name)) return new FolderStore(request.Name);
        throw new DataException(
            request.Name, 0,
            File.Exists(request.Name)
                ? "this is a file. A folder, or an id of the Hub, was expected for a dataset. Give it as DatasetFiles.Train."
                : "there is no such folder, and this can only be a path. A folder, or an id of the Hub such as 'dair-ai/emotion', was "
                    + "expected. Check the path and the current folder.");
    }
}
