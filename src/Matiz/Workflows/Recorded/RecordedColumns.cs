using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>
/// The columns and the separator that a run was told to train with: other files are read so too where they have these columns, unless
/// another one is asked for.
/// </summary>
public sealed class RecordedColumns
{
    private readonly PreferredColumns _columns;

    private RecordedColumns(PreferredColumns columns, string? separator) => (_columns, Separator) = (columns, separator);

    /// <summary>The column of the text; null where it was not told.</summary>
    public string? Text => _columns.Text;

    /// <summary>The column of the second text of a pair; null where it was not told.</summary>
    public string? TextPair => _columns.TextPair;

    /// <summary>The column of the label; null where it was not told.</summary>
    public string? Label => _columns.Label;

    /// <summary>The column of the row's own id; null where it was not told.</summary>
    public string? Id => _columns.Id;

    /// <summary>The columns of the classes, each with a flag in it; null where they were not told.</summary>
    public IReadOnlyList<string>? Labels => _columns.Labels;

    /// <summary>What divides several labels; null where it was not told.</summary>
    public string? Separator { get; }

    /// <summary>What the run of a model folder recorded; null for a model of no run, or of one that was told nothing.</summary>
    /// <param name="folder">A run folder, or a checkpoint of one.</param>
    public static RecordedColumns? ForModel(string folder)
    {
        string home = RunFolder.SettingsFolderOf(folder);
        if (!RunFolder.IsRunFolder(home)) return null;
        var settings = RunSettings.Load(home);
        string? Told(string key) =>
            settings[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
        var columns = new PreferredColumns(Told("text_column"), Told("text_pair_column"), Told("label_column"), Told("id_column"))
        {
            Labels = settings["label_columns"] is JsonArray names ? [.. names.Select(name => name!.GetValue<string>())] : null,
        };
        string? separator = Told("label_separator");
        bool isTold = columns != new PreferredColumns(null, null, null, null) || separator is not null;
        return isTold ? new RecordedColumns(columns, separator) : null;
    }

    /// <summary>Options with what was recorded in the place of what is not asked for.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="separator">The separator that is asked for; null: none.</param>
    public DataOptions Under(DataOptions options, string? separator)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options with { PreferredColumns = _columns };
        return separator is null && UsesSeparator(options) ? options with { LabelSeparator = Separator! } : options;
    }

    /// <summary>Whether the recorded separator divides labels of such rows.</summary>
    public bool UsesSeparator(DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Separator is not null && options.ProblemType?.LabelKind == LabelKind.Indices;
    }
}
