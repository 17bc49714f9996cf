using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>
/// The columns and the separator that a run was told to train with: other files are read so too where they have these columns, unless
/// another one is asked for.
/// </summary>
/// <param name="Columns">The columns by their roles; null where none was told.</param>
/// <param name="Separator">What divides several labels; null where it was not told.</param>
public sealed record RecordedColumns(PreferredColumns Columns, string? Separator)
{
    /// <summary>What the run of a model folder recorded; null for a model of no run, or of one that was told nothing.</summary>
    /// <param name="folder">A run folder, or a checkpoint of one.</param>
    public static RecordedColumns? ForModel(string folder)
    {
        string home = RunFolder.SettingsFolderOf(folder);
        if (!RunFolder.IsRunFolder(home)) return null;
        var settings = RunSettings.Load(home);
        string? Text(string key) =>
            settings[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
        var columns = new PreferredColumns(Text("text_column"), Text("text_pair_column"), Text("label_column"), Text("id_column"));
        string? separator = Text("label_separator");
        bool isTold = columns != new PreferredColumns(null, null, null, null) || separator is not null;
        return isTold ? new RecordedColumns(columns, separator) : null;
    }

    /// <summary>Options with what was recorded in the place of what is not asked for.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="separator">The separator that is asked for; null: none.</param>
    public DataOptions Under(DataOptions options, string? separator)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options with { PreferredColumns = Columns };
        return separator is null && UsesSeparator(options) ? options with { LabelSeparator = Separator! } : options;
    }

    /// <summary>Whether the recorded separator divides labels of such rows.</summary>
    public bool UsesSeparator(DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Separator is not null && options.ProblemType?.LabelKind == LabelKind.Indices;
    }
}
