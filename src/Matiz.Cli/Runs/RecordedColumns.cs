using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>
/// The columns and the separator that a run was told to train with: other files are read so too where they have these columns, unless
/// another one is typed.
/// </summary>
internal sealed class RecordedColumns
{
    private readonly PreferredColumns _columns;
    private readonly string? _separator;

    private RecordedColumns(PreferredColumns columns, string? separator) => (_columns, _separator) = (columns, separator);

    /// <summary>What a model's run recorded; null for a model of no run, or of one that was told nothing.</summary>
    public static RecordedColumns? Of(ModelSource source)
    {
        if (source.IsEmbedded) return null;
        string folder = RunFolder.SettingsFolderOf(source.Name);
        if (!RunFolder.IsRunFolder(folder)) return null;
        var settings = RunSettings.Load(folder);
        string? Text(string key) => settings[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
        var columns = new PreferredColumns(Text("text_column"), Text("text_pair_column"), Text("label_column"), Text("id_column"));
        string? separator = Text("label_separator");
        return columns == new PreferredColumns(null, null, null, null) && separator is null ? null : new RecordedColumns(columns, separator);
    }

    /// <summary>Options with what was recorded in the place of what was not typed.</summary>
    /// <param name="options">What was typed.</param>
    /// <param name="typedSeparator">The separator that was typed; null: none.</param>
    public DataOptions Under(DataOptions options, string? typedSeparator)
    {
        options = options with { PreferredColumns = _columns };
        return typedSeparator is null && UsesSeparator(options) ? options with { LabelSeparator = _separator! } : options;
    }

    /// <summary>Says which recorded columns were used, and where the second text is missing.</summary>
    /// <param name="files">What was read.</param>
    /// <param name="typed">The options as they were typed.</param>
    /// <param name="typedSeparator">The separator that was typed; null: none.</param>
    /// <param name="notes">Where it is said.</param>
    public void Tell(IReadOnlyList<DataFile> files, DataOptions typed, string? typedSeparator, Notes notes)
    {
        var used = new List<string>();
        void Add(string role, string? recorded, string? told, Func<DataColumns, string?> column)
        {
            if (recorded is null || told is not null || !files.Any(file => Uses(file, recorded, column))) return;
            used.Add($"{role} '{recorded}'");
        }

        Add("text", _columns.Text, typed.TextColumn, columns => columns.Text);
        Add("second text", _columns.TextPair, typed.TextPairColumn, columns => columns.TextPair);
        Add("label", _columns.Label, typed.LabelColumn, columns => columns.Label);
        Add("id", _columns.Id, typed.IdColumn, columns => columns.Id);
        if (typedSeparator is null && UsesSeparator(typed) && files.Any(file => file.Columns?.Label is not null))
            used.Add($"label separator '{(_separator == "\t" ? @"\t" : _separator)}'");
        if (used.Count > 0) notes.Say($"columns are read as in training: {string.Join(", ", used)}.");
        if (_columns.TextPair is not { } pair || typed.TextPairColumn is not null) return;
        if (files.FirstOrDefault(file => file.Rows > 0 && !Uses(file, pair, columns => columns.TextPair)) is not { } without) return;
        string instead = without.Columns?.TextPair is { } other ? $"'{other}' was read in its place" : "its texts were read without a second one";
        string name = without.Path == DataSource.StandardInput ? "standard input" : without.Path;
        notes.Warn($"{name}: there is no column '{pair}', the second text in training; {instead}. --text-pair-column names another one.");
    }

    private bool UsesSeparator(DataOptions options) => _separator is not null && options.ProblemType is { LabelKind: LabelKind.Indices };

    private static bool Uses(DataFile file, string recorded, Func<DataColumns, string?> column) =>
        file.Columns is { } columns && column(columns) is { } name && string.Equals(name.Trim(), recorded.Trim(), StringComparison.OrdinalIgnoreCase);
}
