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

    /// <summary>Rows with labels, understood as a trained model has them: a name of its classes, else a whole number as index.</summary>
    /// <param name="files">Paths, patterns, or <c>-</c>.</param>
    /// <param name="labels">The model's classes (<c>id2label</c>); null for regression.</param>
    /// <param name="problemType">The model's problem type.</param>
    /// <param name="options">Format and columns; by default found.</param>
    /// <param name="split">What the rows call their split.</param>
    /// <exception cref="DataException">A file is missing or broken, or a label unknown; the message names file and line.</exception>
    public static IEnumerable<Row> ReadLabelled(
        IEnumerable<string> files, ClassLabel? labels, ProblemType problemType, DataOptions? options = null, string split = "test") =>
        ReadLabelled(DataSource.Expand(files, options?.Format, options?.StandardInput), labels, problemType, options, split);

    /// <summary>Rows with labels, understood as a trained model has them: a name of its classes, else a whole number as index.</summary>
    /// <exception cref="DataException">A file is missing or broken, or a label unknown; the message names file and line.</exception>
    public static IEnumerable<Row> ReadLabelled(
        IReadOnlyList<DataSource> sources, ClassLabel? labels, ProblemType problemType, DataOptions? options = null, string split = "test")
    {
        options ??= new DataOptions();
        return Stream(sources, options, split, LabelReader.For(problemType, labels, LabelOrigin.Model, options), files: null);
    }

    /// <summary>The rows of the sources; <paramref name="files"/> receives what each file was.</summary>
    internal static IEnumerable<Row> Stream(
        IReadOnlyList<DataSource> sources, DataOptions options, string split, LabelReader? labels, List<DataFile>? files)
    {
        foreach (var source in sources)
        {
            var file = new RowFile(source, split, options, labels is null ? LabelUse.Ignore : LabelUse.Require);
            foreach (var raw in file.Read())
            {
                var place = new RowSource(split, source.Name, raw.Line);
                yield return new Row(raw.Text)
                {
                    TextPair = raw.TextPair,
                    Id = raw.Id,
                    Label = labels?.Read(raw.Label, place) ?? Label.None,
                    Source = place,
                };
            }

            files?.Add(file.Result!);
        }
    }
}
