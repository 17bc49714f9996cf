using Matiz.Data;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>What is said of the columns that rows were read by because a run had them.</summary>
internal static class ColumnNotes
{
    /// <summary>What the run of a model recorded; null for the built-in encoder, and where nothing was told.</summary>
    public static RecordedColumns? Find(ModelSource source) => source.Folder is null ? null : RecordedColumns.ForModel(source.Folder);

    /// <summary>Says which recorded columns were used, and where the second text is missing.</summary>
    /// <param name="recorded">What the run of the model recorded.</param>
    /// <param name="files">What was read.</param>
    /// <param name="typed">The options as they were typed.</param>
    /// <param name="typedSeparator">The separator that was typed; null: none.</param>
    /// <param name="notes">Where it is said.</param>
    public static void Tell(
        RecordedColumns recorded, IReadOnlyList<DataFile> files, DataOptions typed, string? typedSeparator, Notes notes)
    {
        var used = new List<string>();
        void Add(string role, string? name, string? told, Func<DataColumns, string?> column)
        {
            if (name is null || told is not null || !files.Any(file => Uses(file, name, column))) return;
            used.Add($"{role} '{name}'");
        }

        Add("text", recorded.Text, typed.TextColumn, columns => columns.Text);
        Add("second text", recorded.TextPair, typed.TextPairColumn, columns => columns.TextPair);
        Add("label", recorded.Label, typed.LabelColumn, columns => columns.Label);
        Add("classes", Joined(recorded.Labels), Joined(typed.LabelColumns), columns => Joined(columns.LabelColumns));
        Add("id", recorded.Id, typed.IdColumn, columns => columns.Id);
        if (typedSeparator is null && recorded.UsesSeparator(typed) && files.Any(file => file.Columns?.Label is not null))
            used.Add($"label separator '{(recorded.Separator == "\t" ? @"\t" : recorded.Separator)}'");
        if (used.Count > 0) notes.Say($"columns are read as in training: {string.Join(", ", used)}.");
        if (recorded.TextPair is not { } pair || typed.TextPairColumn is not null) return;
        if (files.FirstOrDefault(file => file.Rows > 0 && !Uses(file, pair, columns => columns.TextPair)) is not { } without) return;
        string instead = without.Columns?.TextPair is { } other
            ? $"'{other}' was read in its place"
            : "its texts were read without a second one";
        string place = without.Path == DataSource.StandardInput ? "standard input" : without.Path;
        notes.Warn($"{place}: there is no column '{pair}', the second text in training; {instead}. --text-pair-column names another one.");
    }

    private static string? Joined(IReadOnlyList<string>? columns) => columns is null ? null : string.Join(", ", columns);

    private static bool Uses(DataFile file, string recorded, Func<DataColumns, string?> column) =>
        file.Columns is { } columns && column(columns) is { } name
            && string.Equals(name.Trim(), recorded.Trim(), StringComparison.OrdinalIgnoreCase);
}
