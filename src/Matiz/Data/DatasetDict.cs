using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Matiz.Data;

/// <summary>How the validation split was made of training rows, where no file gave one.</summary>
/// <param name="Fraction">The share that was asked for.</param>
/// <param name="Seed">What drew the rows.</param>
/// <param name="Stratified">Whether the classes kept their proportions.</param>
public sealed record ValidationSplit(double Fraction, long Seed, bool Stratified);

/// <summary>The splits of a dataset by name, in the order train, validation, test; all have the same classes.</summary>
public sealed class DatasetDict : IReadOnlyDictionary<string, Dataset>
{
    private readonly List<Dataset> _splits;
    private readonly IReadOnlyList<string> _loadWarnings;

    /// <summary>Splits that belong together.</summary>
    /// <exception cref="ArgumentException">There is none, a name stands twice, or the classes or problem types differ.</exception>
    public DatasetDict(params IEnumerable<Dataset> splits)
        : this([.. splits], [], null, [])
    {
    }

    internal DatasetDict(
        List<Dataset> splits, IReadOnlyList<DataFile> files, ValidationSplit? validationSplit, IReadOnlyList<string> warnings)
    {
        if (splits.Count == 0) throw new ArgumentException("there are no splits. At least one was expected.", nameof(splits));
        foreach (var split in splits)
        {
            if (splits.Count(other => string.Equals(other.Name, split.Name, StringComparison.Ordinal)) > 1)
            {
                throw new ArgumentException($"two splits are named '{split.Name}'. Different names were expected.", nameof(splits));
            }

            var first = splits[0];
            bool sameNames = (first.Labels is null) == (split.Labels is null)
                && (first.Labels is null || first.Labels.Names.SequenceEqual(split.Labels!.Names, StringComparer.Ordinal));
            if (!sameNames || first.ProblemType != split.ProblemType)
            {
                throw new ArgumentException(
                    $"the splits '{first.Name}' and '{split.Name}' have different classes or problem types. "
                    + "The same were expected. Make the second with labels: first.Labels.",
                    nameof(splits));
            }
        }

        _splits = splits;
        _loadWarnings = warnings;
        Files = files;
        ValidationSplit = validationSplit;
    }

    /// <summary>The classes of all splits; null for regression.</summary>
    public ClassLabel? Labels => _splits[0].Labels;

    /// <summary>What a label is.</summary>
    public ProblemType ProblemType => _splits[0].ProblemType;

    /// <summary>The files that were read, in order; empty for rows made from objects.</summary>
    public IReadOnlyList<DataFile> Files { get; }

    /// <summary>How validation was split off; null where it was not.</summary>
    public ValidationSplit? ValidationSplit { get; }

    /// <summary>The dataset that the splits are of, where they were loaded by an id or a folder; else null.</summary>
    public DatasetOrigin? Origin { get; internal init; }

    /// <summary>Counts of rows, labels, duplicates and odd texts; computed at the first call.</summary>
    public DatasetSummary Summary => field ??= DatasetSummary.FromDataset(this);

    /// <summary>What is kept but worth a look (empty texts, control characters, duplicates, unused labels): one line each.</summary>
    public IReadOnlyList<string> Warnings => [.. _loadWarnings, .. Summary.Warnings];

    /// <summary>What is good to know of how the rows were read: one line each.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>Classes that were given and that no training row has; one of <see cref="Warnings"/> tells of them.</summary>
    internal IReadOnlyList<string> UnusedLabels { get; init; } = [];

    /// <summary>
    /// What numbers among the labels were read as, where classes were given beforehand and the labels decided it; else null.
    /// </summary>
    public LabelReading? LabelReading { get; internal init; }

    /// <summary>The names of the splits.</summary>
    public IEnumerable<string> Keys => _splits.Select(split => split.Name);

    /// <summary>The splits.</summary>
    public IEnumerable<Dataset> Values => _splits;

    /// <summary>How many splits there are.</summary>
    public int Count => _splits.Count;

    /// <summary>A split by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the splits.</exception>
    public Dataset this[string key] =>
        TryGetValue(key, out var split)
            ? split
            : throw new KeyNotFoundException(
                $"there is no split '{key}'. There are: {string.Join(", ", Keys)}. "
                + "Load a file for it, or split one off with Dataset.Split.");

    /// <summary>
    /// The same splits with their classes in another order, such as that of a trained model: see <see cref="Dataset.WithLabels"/>.
    /// </summary>
    /// <param name="labels">The classes in the order that is wanted.</param>
    /// <exception cref="DataException">A row has a class that is none of them.</exception>
    public DatasetDict WithLabels(ClassLabel labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Labels is null || labels.IndicesOf(Labels) is null
            ? this
            : new DatasetDict([.. _splits.Select(split => split.WithLabels(labels))], Files, ValidationSplit, _loadWarnings)
            {
                Origin = Origin,
                Notes = Notes,
                LabelReading = LabelReading,
                UnusedLabels = UnusedLabels,
            };
    }

    /// <summary>
    /// Each split changed alike (reference: <c>DatasetDict.map</c>):
    /// <c>emotions.Map(split => split.Map("hidden_state", rows => …))</c>.
    /// </summary>
    /// <param name="change">Gives a split in the place of another, of the same name and classes.</param>
    /// <exception cref="ArgumentException">The new splits do not belong together.</exception>
    public DatasetDict Map(Func<Dataset, Dataset> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return With([.. _splits.Select(change)], ValidationSplit, Notes);
    }

    /// <summary>The same splits with more to say of how they were read.</summary>
    internal DatasetDict With(IReadOnlyList<string> notes, IReadOnlyList<string> warnings) =>
        With(_splits, ValidationSplit, [.. notes, .. Notes], warnings);

    /// <summary>Other splits of the same files.</summary>
    internal DatasetDict With(
        List<Dataset> splits, ValidationSplit? splitOff, IReadOnlyList<string> notes, IReadOnlyList<string>? warnings = null) =>
        new(splits, Files, splitOff, [.. _loadWarnings, .. warnings ?? []])
        {
            Origin = Origin,
            Notes = notes,
            LabelReading = LabelReading,
            UnusedLabels = UnusedLabels,
        };

    /// <summary>Whether there is such a split.</summary>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Dataset value)
    {
        value = _splits.Find(split => string.Equals(split.Name, key, StringComparison.Ordinal));
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Dataset>> GetEnumerator() =>
        _splits.Select(split => KeyValuePair.Create(split.Name, split)).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
