using Matiz.Data.Labels;

namespace Matiz.Data;

/// <summary>
/// Rows as a stream, in order, one at a time in memory: what prediction, evaluation and tokenizing read. Missing files and unknown
/// extensions are told at the call; a broken row throws when its turn comes, after the rows before it.
/// </summary>
public static class RowReader
{
    /// <summary>The split that rows belong to when none is said.</summary>
    public const string DefaultSplit = "predict";

    /// <summary>Texts (and pairs and ids) of files; a label column is passed over.</summary>
    /// <param name="files">Paths, patterns, or <c>-</c>.</param>
    /// <param name="options">Format and columns; by default found.</param>
    /// <param name="split">What the rows call their split.</param>
    /// <exception cref="DataException">A file is missing or broken; the message names file and line.</exception>
    public static IEnumerable<Row> Read(IEnumerable<string> files, DataOptions? options = null, string split = DefaultSplit) =>
        Read(DataSource.Expand(files, options?.Format, options?.StandardInput), options, split);

    /// <summary>Texts (and pairs and ids) of files or streams; a label column is passed over.</summary>
    /// <exception cref="DataException">A file is missing or broken; the message names file and line.</exception>
    public static IEnumerable<Row> Read(IReadOnlyList<DataSource> sources, DataOptions? options = null, string split = DefaultSplit) =>
        Stream(sources, options ?? new DataOptions(), split, labels: null, files: null);

    /// <summary>The same, saying also what was read.</summary>
    /// <param name="sources">What to read.</param>
    /// <param name="options">Format and columns; by default found.</param>
    /// <param name="found">Gets what each file was, as the rows are handed out.</param>
    /// <param name="split">What the rows call their split.</param>
    /// <exception cref="DataException">A file is missing or broken; the message names file and line.</exception>
    public static IEnumerable<Row> Read(
        IReadOnlyList<DataSource> sources, DataOptions? options, RowsRead found, string split = DefaultSplit)
    {
        ArgumentNullException.ThrowIfNull(found);
        return Stream(sources, options ?? new DataOptions(), split, labels: null, found.Found);
    }

    /// <summary>
    /// Rows with labels, understood as a trained model has them: names of its classes, or indices; which of them numbers are is decided
    /// once for all files (<see cref="LabelReading"/>).
    /// </summary>
    /// <param name="files">Paths, patterns, or <c>-</c>.</param>
    /// <param name="labels">The model's classes (<c>id2label</c>); null for regression.</param>
    /// <param name="problemType">The model's problem type, whose reader understands the labels unless the options give another one.</param>
    /// <param name="options">Format and columns; by default found.</param>
    /// <param name="split">What the rows call their split.</param>
    /// <exception cref="DataException">A file is missing or broken, or a label unknown; the message names file and line.</exception>
    public static IEnumerable<Row> ReadLabelled(
        IEnumerable<string> files, ClassLabel? labels, ProblemType problemType, DataOptions? options = null, string split = "test") =>
        ReadLabelled(DataSource.Expand(files, options?.Format, options?.StandardInput), labels, problemType, options, split);

    /// <summary>
    /// Rows with labels, understood as a trained model has them: names of its classes, or indices; which of them numbers are is decided
    /// once for all sources (<see cref="LabelReading"/>).
    /// </summary>
    /// <remarks>
    /// A row whose label means one class as a name and another as an index is held back until a later label decides: files are looked
    /// through for it, rows of a pipe wait in memory.
    /// </remarks>
    /// <exception cref="DataException">A file is missing or broken, or a label unknown; the message names file and line.</exception>
    public static IEnumerable<Row> ReadLabelled(
        IReadOnlyList<DataSource> sources, ClassLabel? labels, ProblemType problemType, DataOptions? options = null, string split = "test")
    {
        options = For(options, problemType);
        return Stream(sources, options, split, Decision(labels, problemType, options), files: null);
    }

    /// <summary>The same, saying also what was read.</summary>
    /// <param name="sources">What to read.</param>
    /// <param name="labels">The model's classes (<c>id2label</c>); null for regression.</param>
    /// <param name="problemType">The model's problem type, whose reader understands the labels unless the options give another one.</param>
    /// <param name="options">Format and columns; by default found.</param>
    /// <param name="found">Gets what each file was, and how its labels were read, as the rows are handed out.</param>
    /// <param name="split">What the rows call their split.</param>
    /// <exception cref="DataException">A file is missing or broken, or a label unknown; the message names file and line.</exception>
    public static IEnumerable<Row> ReadLabelled(
        IReadOnlyList<DataSource> sources, ClassLabel? labels, ProblemType problemType, DataOptions? options, RowsRead found,
        string split = "test")
    {
        ArgumentNullException.ThrowIfNull(found);
        options = For(options, problemType);
        found.Decision = Decision(labels, problemType, options);
        return Stream(sources, options, split, found.Decision, found.Found, found);
    }

    // Files are read for the same kind of label as they are understood by.
    private static DataOptions For(DataOptions? options, ProblemType problemType) =>
        (options ?? new DataOptions()) with { ProblemType = problemType };

    private static LabelDecision Decision(ClassLabel? labels, ProblemType problemType, DataOptions options) =>
        LabelDecision.Between(options.LabelReader ?? LabelReaders.For(problemType), labels, LabelOrigin.Model, options);

    /// <summary>
    /// The rows of the sources; <paramref name="files"/> receives what each file was, <paramref name="found"/> how many rows of a dataset
    /// had no label.
    /// </summary>
    internal static IEnumerable<Row> Stream(
        IReadOnlyList<DataSource> sources, DataOptions options, string split, LabelDecision? labels, List<DataFile>? files,
        RowsRead? found = null)
    {
        var use = labels is null ? LabelUse.Ignore : options.Declared is null ? LabelUse.Require : LabelUse.Accept;
        var waiting = new Queue<(RawRow Raw, RowSource Place)>();
        foreach (var source in sources)
        {
            var file = new RowFile(source, split, options, use);
            foreach (var read in file.Read())
            {
                var raw = use == LabelUse.Accept ? options.Declared!.Named(read, file, options) : read;
                if (use == LabelUse.Accept && raw.Label.IsMissing)
                {
                    if (found is not null) found.Unlabelled++;
                    continue;
                }

                var place = new RowSource(split, source.Name, raw.Line);
                var label = Label.None;
                bool isRead = labels is null || labels.TryRead(raw.Label, place, out label);
                if (!isRead && sources.All(other => other.CanReadAgain))
                {
                    LookThrough(sources, options, split, labels!);
                    isRead = labels!.TryRead(raw.Label, place, out label);
                }

                if (isRead && waiting.Count == 0)
                {
                    yield return raw.ToRow(label, place);
                    continue;
                }

                waiting.Enqueue((raw, place));
                while (labels!.IsDecided && waiting.TryDequeue(out var next))
                {
                    _ = labels.TryRead(next.Raw.Label, next.Place, out label);
                    yield return next.Raw.ToRow(label, next.Place);
                }
            }

            files?.Add(file.Result!);
        }

        if (waiting.Count > 0) throw labels!.Undecided();
    }

    // Until the labels decide, from the beginning: the readings that the rows before have struck out stay so.
    private static void LookThrough(IReadOnlyList<DataSource> sources, DataOptions options, string split, LabelDecision labels)
    {
        foreach (var source in sources)
        {
            var file = new RowFile(source, split, options, options.Declared is null ? LabelUse.Require : LabelUse.Accept);
            foreach (var read in file.Read())
            {
                var raw = options.Declared?.Named(read, file, options) ?? read;
                if (raw.Label.IsMissing && options.Declared is not null) continue;
                _ = labels.TryRead(raw.Label, new RowSource(split, source.Name, raw.Line), out _);
                if (labels.IsDecided) return;
            }
        }

        throw labels.Undecided();
    }
}
