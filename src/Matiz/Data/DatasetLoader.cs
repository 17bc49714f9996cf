using System.Globalization;
using Matiz.Data.Labels;

namespace Matiz.Data;

/// <summary>The files of a split.</summary>
/// <param name="Name">The split.</param>
/// <param name="Sources">Its files, one at least.</param>
internal sealed record SplitSources(string Name, IReadOnlyList<DataSource> Sources);

/// <summary>Reads the files of all splits, training first: its rows give the classes that the others are held to.</summary>
internal sealed class DatasetLoader(DatasetFiles files, DataOptions options, ClassLabel? modelLabels)
{
    private readonly LabelReader _reader = options.ReaderOfLabels;
    private readonly List<DataFile> _files = [];
    private readonly List<string> _warnings = [], _notes = [];
    private readonly List<IReadOnlyList<string>?> _declared = [];       // of each training file
    private IReadOnlyList<string> _unused = [];
    private IReadOnlyList<string>? _carded;                             // the classes that a card names

    /// <summary>
    /// Whether rows may have no label, which they keep as <see cref="Label.None"/>: those of the test splits of datasets that are published
    /// without answers.
    /// </summary>
    public bool MayLackLabels { get; init; }

    /// <summary>Which dataset is loaded; null: files.</summary>
    public DatasetOrigin? Origin { get; init; }

    public DatasetDict Load()
    {
        CheckNamed(files.Train.Count, files.Validation.Count + files.Test.Count);

        // Every file is looked for before the first is read.
        var (train, validation, test) = (Expand(files.Train), Expand(files.Validation), Expand(files.Test));
        if (((IReadOnlyList<DataSource>[])[train, validation, test]).Count(IsStandardInput) > 1) throw DataSource.TwiceStandardInput();
        return Load(train, validation, test);
    }

    public DatasetDict Load(IReadOnlyList<DataSource> train, IReadOnlyList<DataSource> validation, IReadOnlyList<DataSource> test)
    {
        CheckNamed(train.Count, validation.Count + test.Count);
        return Load([.. ((IReadOnlyList<SplitSources>)[new("train", train), new("validation", validation), new("test", test)])
            .Where(split => split.Sources.Count > 0)]);
    }

    /// <summary>Reads splits of any names; the first one gives the classes where they are not known.</summary>
    public DatasetDict Load(IReadOnlyList<SplitSources> sources)
    {
        var first = sources[0];
        bool hasTrain = first.Name is "train", hasValidation = sources.Any(split => split.Name is "validation");
        var labels = Classes(first.Sources);
        bool isGrowing = labels is null && _reader.HasClasses;
        LabelDecision decision;
        Dataset? training = null;
        if (isGrowing)
        {
            if (options.LabelReading is not null)
            {
                throw new DataException(
                    "it was told how labels are read (DataOptions.LabelReading), but the classes are those of the training rows, "
                    + "which are names. Classes that are known beforehand were expected. Give DataOptions.LabelNames, or leave it out.");
            }

            training = Grow(first, out labels);
            decision = LabelDecision.Between(_reader, labels, LabelOrigin.Training, options);
        }
        else
        {
            decision = LabelDecision.Between(_reader, labels, LabelsFrom, options);
        }

        // Numbers mean one thing in all files, so labels are understood when all were seen.
        var rows = sources.Skip(training is null ? 0 : 1)
            .Select(split => (split.Name, Rows: ReadRows(split.Name, split.Sources, decision))).ToList();
        if (training is null && hasTrain)
        {
            training = Understood("train", rows[0].Rows, labels, decision);
            rows.RemoveAt(0);
            CheckVariety(training, first.Sources, labels);
            if (LabelsFrom is LabelOrigin.Given or LabelOrigin.Card && labels is not null)
                WarnOfUnused(training, labels, LabelsFrom == LabelOrigin.Card ? "the card names" : "DataOptions.LabelNames names");
        }

        if (decision.Describe() is { } note) _notes.Add(note);
        var splits = new List<Dataset>();
        ValidationSplit? splitOff = null;
        if (training is not null)
        {
            if (hasTrain && !hasValidation && files.ValidationFraction > 0 && modelLabels is null)
            {
                var (rest, part) = training.Split(files.ValidationFraction, files.Seed, ties: files.Ties);
                splits.AddRange([rest, part]);
                splitOff = new ValidationSplit(files.ValidationFraction, files.Seed, _reader.Kind == LabelKind.Index);
            }
            else
            {
                splits.Add(training);
            }
        }

        splits.AddRange(rows.Select(split => Understood(split.Name, split.Rows, labels, decision)));
        bool isTold = !isGrowing && decision.IsDecided && _reader.HasClasses;
        return new DatasetDict(splits, _files, splitOff, _warnings)
        {
            Origin = Origin,
            Notes = _notes,
            UnusedLabels = _unused,
            LabelReading = isTold ? decision.Reading : null,
        };
    }

    /// <summary>The rows with provisional class numbers replaced by final ones.</summary>
    public static Row[] Renumber(IReadOnlyList<Row> rows, int[] final)
    {
        var renumbered = new Row[rows.Count];
        for (int i = 0; i < renumbered.Length; i++)
        {
            renumbered[i] = rows[i] with { Label = rows[i].Label.Renumbered(final) };
        }

        return renumbered;
    }

    private static bool IsStandardInput(IReadOnlyList<DataSource> sources) =>
        sources.Any(source => string.Equals(source.Name, DataSource.StandardInput, StringComparison.Ordinal));

    private IReadOnlyList<DataSource> Expand(IReadOnlyList<string> patterns) =>
        DataSource.Expand(patterns, options.Format, options.StandardInput);

    private void CheckNamed(int training, int others)
    {
        if (training + others == 0)
        {
            throw new DataException("no files are named. Training files were expected. Give DatasetFiles.Train.");
        }

        if (training == 0 && modelLabels is null && _reader.HasClasses)
        {
            throw new DataException(
                "there are files to validate or test with, but none to train on. Training rows were expected, as they give the classes. "
                + "Give DatasetFiles.Train as well.");
        }
    }

    private ClassLabel? Classes(IReadOnlyList<DataSource> first)
    {
        if (!_reader.HasClasses) return null;
        if (modelLabels is not null) return modelLabels;
        if (options.LabelColumns is { } columns) return options.LabelNames is null ? new ClassLabel(columns) : throw NamedTwice();
        if (options.LabelNames is null) _carded = options.Declared?.NamesFor(first[0], options);
        if ((options.LabelNames ?? _carded) is not { } names) return null;
        RequireCountable(names.Count, _reader.Kind, _carded is null ? "DataOptions.LabelNames" : options.Declared!.Card);
        return new ClassLabel(names);
    }

    private static DataException NamedTwice() => new(
        "the classes are named (DataOptions.LabelNames), but those of columns of flags (DataOptions.LabelColumns) have the columns' names. "
        + "One of the two was expected. Leave DataOptions.LabelNames out, or rename the columns.");

    private LabelOrigin LabelsFrom =>
        modelLabels is not null ? LabelOrigin.Model
        : _carded is not null ? LabelOrigin.Card
        : options.LabelNames is not null || options.LabelColumns is not null ? LabelOrigin.Given
        : LabelOrigin.Training;

    // The classes are those of the training rows.
    private Dataset Grow(SplitSources split, out ClassLabel labels)
    {
        var sources = split.Sources;
        var growing = new GrowingClasses(_reader.Kind, options.LabelSeparator);
        var decision = LabelDecision.Made(_reader, growing);
        Row[] provisional = [.. ReadRows(split.Name, sources, decision).Select(row => row.Raw.ToRow(row.Label!.Value, row.Place))];
        if (growing.Count == 0)
        {
            throw new DataException(
                Named(sources), 0, "no row has a label. At least one class was expected. Check DataOptions.LabelColumn.");
        }

        var (found, final) = Declared(growing, sources) ?? growing.Complete();
        RequireCountable(found.Count, _reader.Kind, Named(sources));
        labels = found;
        if (growing.Separators?.Describe(split.Name) is { } odd) _warnings.Add(odd);
        var training = new Dataset(split.Name, Renumber(provisional, final), labels, _reader);
        if (split.Name is not "train") return training;         // nothing is trained on it
        WarnOfUnused(training, labels, "the file names");
        CheckVariety(training, sources, labels);
        return training;
    }

    // Files that name their classes (ClassLabel) give their order, and those that no row has.
    private (ClassLabel Labels, int[] Final)? Declared(GrowingClasses growing, IReadOnlyList<DataSource> sources)
    {
        if (_declared.Count != sources.Count || _declared.Exists(names => names is null)) return null;
        var names = _declared[0]!;
        if (_declared.Exists(other => !names.SequenceEqual(other!, StringComparer.Ordinal)))
        {
            throw new DataException(
                Named(sources), 0,
                "the files name their classes differently. The same names in the same order were expected. "
                + "Give DataOptions.LabelNames, or write the files alike.");
        }

        var labels = new ClassLabel(names);
        return (labels, growing.FinalIn(labels));
    }

    private Dataset Understood(
        string split, List<(RawRow Raw, RowSource Place, Label? Label)> rows, ClassLabel? labels, LabelDecision decision) =>
        new(
            split, [.. rows.Select(row => row.Raw.ToRow(row.Label ?? decision.Read(row.Raw.Label, row.Place), row.Place))], labels,
            _reader);

    // A label is null while the decision is open.
    private List<(RawRow Raw, RowSource Place, Label? Label)> ReadRows(
        string split, IReadOnlyList<DataSource> sources, LabelDecision decision)
    {
        var rows = new List<(RawRow, RowSource, Label?)>();
        foreach (var source in sources)
        {
            var file = new RowFile(source, split, options, MayLackLabels && split is not "train" ? LabelUse.Accept : LabelUse.Require);
            foreach (var raw in file.Read())
            {
                var place = new RowSource(split, source.Name, raw.Line);
                var label = Label.None;
                bool isRead = IsUnlabelled(raw.Label) || decision.TryRead(raw.Label, place, out label);
                rows.Add((raw, place, isRead ? label : null));
            }

            _files.Add(file.Result!);
            if (file.Result!.Note is { } note) _notes.Add(note);
            _declared.Add(file.LabelNames);
        }

        if (rows.Count > 0) return rows;
        throw new DataException(Named(sources), 0, $"there are no rows. At least one was expected for {split}. Is this the right file?");
    }

    // Of several labels a row an empty text is a label: none of the classes.
    private bool IsUnlabelled(RawLabel raw) => MayLackLabels
        && (raw.IsMissing || (_reader.Kind != LabelKind.Indices && raw.Text?.Trim() is { } text
            && (text.Length == 0 || (_carded is not null && text is DeclaredColumns.NoClass))));

    /// <summary>
    /// Refuses a column of one class a row that has more classes than can be counted: it holds something else, ids perhaps.
    /// </summary>
    /// <param name="classes">How many there are.</param>
    /// <param name="kind">What a label is.</param>
    /// <param name="place">Where the labels were read.</param>
    /// <exception cref="DataException">There are too many.</exception>
    internal static void RequireCountable(int classes, LabelKind kind, string place)
    {
        if (kind != LabelKind.Index || classes <= ClassLabel.MaximumCount) return;
        throw new DataException(place, 0, string.Create(CultureInfo.InvariantCulture,
            $"there are {classes:#,0} different labels. At most {ClassLabel.MaximumCount:#,0} classes were expected. "
            + $"Is the label column the right one, or does it hold ids, texts or numbers? "
            + $"Check DataOptions.LabelColumn."));
    }

    /// <summary>A target that never changes teaches nothing.</summary>
    private void CheckVariety(Dataset rows, IReadOnlyList<DataSource> sources, ClassLabel? labels)
    {
        if (labels is null || modelLabels is not null) return;
        var first = rows[0].Label;
        if (rows.Any(row => row.Label != first) || first.Kind == LabelKind.None) return;
        string found = first.Kind == LabelKind.Index
            ? $"every row has the label '{labels.NameOf(first.Index)}'"
            : $"every row has the same labels ({string.Join(", ", first.Indices.ToArray().Select(labels.NameOf))})";
        throw new DataException(
            Named(sources), 0,
            $"{found}. At least two classes were expected. Check DataOptions.LabelColumn, or add rows of another class.");
    }

    private void WarnOfUnused(Dataset rows, ClassLabel labels, string named)
    {
        var used = new bool[labels.Count];
        foreach (var row in rows)
        {
            if (row.Label.Kind == LabelKind.Index) used[row.Label.Index] = true;
            else if (row.Label.Kind == LabelKind.Indices) foreach (int index in row.Label.Indices) used[index] = true;
        }

        _unused = [.. labels.Names.Where((_, index) => !used[index])];
        if (_unused.Count == 0) return;
        string unused = string.Join(", ", _unused.Select(name => $"'{name}'"));
        _warnings.Add(
            $"train: no row has the label {unused} that {named}. "
            + "The model will not learn it. Add rows, or leave it out.");
    }

    private static string Named(IReadOnlyList<DataSource> sources) => string.Join(", ", sources.Select(source => source.DisplayName));
}
