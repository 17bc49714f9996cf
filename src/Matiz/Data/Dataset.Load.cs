using System.Runtime.CompilerServices;
using Matiz.Hub;

namespace Matiz.Data;

/// <summary>Which files make which split, as the command line names them.</summary>
public sealed record DatasetFiles
{
    /// <summary>Training files (<c>--train</c>): paths, patterns, or <c>-</c>.</summary>
    public IReadOnlyList<string> Train { get; init; } = [];

    /// <summary>Validation files (<c>--validation</c>).</summary>
    public IReadOnlyList<string> Validation { get; init; } = [];

    /// <summary>Test files (<c>--test</c>).</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>
    /// The share of the training rows that becomes the validation split when there are no validation files
    /// (<c>--validation-fraction</c>). Default 0.1; 0 splits nothing off.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, or 1 and above.</exception>
    public double ValidationFraction
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(ValidationFraction));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1.0, nameof(ValidationFraction));
            field = value;
        }
    } = 0.1;

    /// <summary>What draws the validation rows (<c>--seed</c>). Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>How the rows of earlier runs were split off, to read them again: see <see cref="TieBreak.FirstClasses"/>.</summary>
    internal TieBreak Ties { get; init; }

    /// <summary>The same, splitting rows off as version 0.1.0 did where classes have the same claim, to read its runs again.</summary>
    internal DatasetFiles AsBefore() => this with { Ties = TieBreak.FirstClasses };
}

public sealed partial class Dataset
{
    /// <summary>
    /// Loads files into splits <c>train</c>, <c>validation</c>, <c>test</c>; or a whole dataset, with the splits that it has: a folder, or
    /// a repository of the Hub by its id (<c>Dataset.Load("dair-ai/emotion")</c>). Without a validation file there is no such split; split
    /// one off with <see cref="Split(double, long, bool, string)"/>, or load by <see cref="DatasetFiles"/>, which does it.
    /// </summary>
    /// <param name="train">
    /// A path or pattern of training rows, which give the classes. Alone it may be a folder, or an id: a path that exists wins, then a word
    /// with an extension of data or with a <c>*</c> or <c>?</c> is a file, else it is what <see cref="HubName"/> says.
    /// </param>
    /// <param name="validation">Of validation rows.</param>
    /// <param name="test">Of test rows.</param>
    /// <param name="options">Format, columns, labels; by default found.</param>
    /// <exception cref="DataException">
    /// A file is missing or broken, columns are not found, a label is unseen, or there is one class only.
    /// </exception>
    /// <exception cref="HubException">There is neither such a path nor such a repository, or the Hub cannot be reached.</exception>
    [OverloadResolutionPriority(1)]
    public static DatasetDict Load(string train, string? validation = null, string? test = null, DataOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(train);
        if (DatasetName.IsDataset(train))
        {
            return validation is null && test is null
                ? Load(new DatasetRequest(train), options)
                : throw new DataException(
                    $"'{train}' is no file, but a dataset, and '{validation ?? test}' stands beside it. A dataset alone, or files, were "
                    + "expected. For a configuration write Dataset.Load(dataset, configuration: name).");
        }

        var files = new DatasetFiles
        {
            Train = [train],
            Validation = validation is null ? [] : [validation],
            Test = test is null ? [] : [test],
            ValidationFraction = 0,
        };
        return Load(files, options);
    }

    /// <summary>
    /// Loads a dataset of the Hub, or of a folder, with the splits that it has (reference: <c>load_dataset</c>). A program of the dataset
    /// is never run.
    /// </summary>
    /// <param name="dataset">The id (<c>nyu-mll/glue</c>), or a folder; a path that exists wins.</param>
    /// <param name="configuration">The configuration (<c>mrpc</c>); null: the only one, or the one that the card says.</param>
    /// <param name="revision">A branch, a tag or a commit; null: <c>main</c>.</param>
    /// <param name="hub">How the Hub is asked; null: as the environment says.</param>
    /// <param name="options">Format, columns, labels; by default found.</param>
    /// <exception cref="DataException">
    /// The card or a file is broken, columns are not found, or a configuration must be named, which the message lists.
    /// </exception>
    /// <exception cref="HubException">There is neither such a path nor such a repository, or the Hub cannot be reached.</exception>
    public static DatasetDict Load(
        string dataset, string? configuration, string? revision = null, HubOptions? hub = null, DataOptions? options = null) =>
        Load(new DatasetRequest(dataset) { Configuration = configuration, Revision = revision, Hub = hub }, options);

    /// <summary>
    /// Loads a dataset of the Hub, or of a folder, with the splits that it has (reference: <c>load_dataset</c>). A program of the dataset
    /// is never run.
    /// </summary>
    /// <param name="request">Which one.</param>
    /// <param name="options">Format, columns, labels; by default found.</param>
    /// <param name="progress">Told of what is downloaded.</param>
    /// <param name="cancellationToken">Ends it; what has come stays in the cache.</param>
    /// <exception cref="DataException">
    /// The card or a file is broken, columns are not found, or a configuration must be named, which the message lists.
    /// </exception>
    /// <exception cref="HubException">There is neither such a path nor such a repository, or the Hub cannot be reached.</exception>
    public static DatasetDict Load(
        DatasetRequest request, DataOptions? options = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        DatasetRepository.Open(request, options, progress, cancellationToken).Load();

    /// <summary>
    /// Loads files into splits. Without validation files a share of the training rows is split off, stratified by the seed, and recorded
    /// in <see cref="DatasetDict.ValidationSplit"/>.
    /// </summary>
    /// <param name="files">Which files make which split.</param>
    /// <param name="options">Format, columns, labels; by default found.</param>
    /// <param name="labels">The classes of a trained model, for rows that it is to be measured on; nothing is split off then.</param>
    /// <exception cref="DataException">
    /// A file is missing or broken, columns are not found, a label is unseen, or there is one class only.
    /// </exception>
    public static DatasetDict Load(DatasetFiles files, DataOptions? options = null, ClassLabel? labels = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new DatasetLoader(files, options ?? new DataOptions(), labels).Load();
    }

    /// <summary>Loads files or streams (an embedded resource, an upload) into splits; nothing is split off.</summary>
    /// <param name="train">Training rows; they give the classes.</param>
    /// <param name="validation">Validation rows.</param>
    /// <param name="test">Test rows.</param>
    /// <param name="options">Columns and labels; by default found.</param>
    /// <exception cref="DataException">
    /// A source is broken, columns are not found, a label is unseen, or there is one class only.
    /// </exception>
    public static DatasetDict Load(
        IReadOnlyList<DataSource> train, IReadOnlyList<DataSource>? validation = null, IReadOnlyList<DataSource>? test = null,
        DataOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        var settings = new DatasetFiles { ValidationFraction = 0 };
        return new DatasetLoader(settings, options ?? new DataOptions(), modelLabels: null).Load(train, validation ?? [], test ?? []);
    }
}
