using System.Text.Json.Serialization;

namespace Matiz.Data;

/// <summary>Which columns of a file were used for what; null where none was.</summary>
public sealed record DataColumns(string Text, string? TextPair, string? Label, string? Id)
{
    /// <summary>
    /// The columns of the classes, where each has one with a flag in it, as the file spells them; null: there is one column.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LabelColumns { get; init; }

    private const string DefaultPair = "text_pair", DefaultId = "id", DefaultLabel = "label";

    /// <summary>Finds the columns by name, or as they were told.</summary>
    /// <param name="names">The header, or the keys of the first object.</param>
    /// <param name="options">What was told.</param>
    /// <param name="use">Whether a label is needed.</param>
    /// <param name="file">For messages.</param>
    /// <param name="line">Where the names stand.</param>
    internal static DataColumns Find(IReadOnlyList<string> names, DataOptions options, LabelUse use, string file, int line)
    {
        options = PreferredColumns.Apply(names, options);
        var finder = new Finder(names, options, file, line);
        string text = finder.Find("text", options.TextColumn, DataOptions.TextColumnNames, "DataOptions.TextColumn");
        string? label = use == LabelUse.Ignore || options.LabelColumns is not null
            ? null
            : use == LabelUse.Accept && !finder.HasAny(options.LabelColumn, DataOptions.LabelColumnNames) ? null
            : finder.Find("label", options.LabelColumn, DataOptions.LabelColumnNames, "DataOptions.LabelColumn");
        string? pair = finder.FindOptional(
            "second text", options.TextPairColumn, DefaultPair, "DataOptions.TextPairColumn");
        string? id = finder.FindOptional("id", options.IdColumn, DefaultId, "DataOptions.IdColumn");
        finder.RequireOneRole(
            ("text", text, "DataOptions.TextColumn"), ("second text", pair, "DataOptions.TextPairColumn"),
            ("label", label, "DataOptions.LabelColumn"), ("id", id, "DataOptions.IdColumn"));
        return new DataColumns(text, pair, label, id)
        {
            LabelColumns = use == LabelUse.Ignore ? null : finder.FindFlags([text, pair, id]),
        };
    }

    /// <summary>The columns of JSON objects, of which later ones may carry an id or a pair that the first one lacks.</summary>
    /// <param name="preferred">What is taken where nothing is told.</param>
    /// <param name="options">What is told.</param>
    /// <param name="mayLackLabel">Whether that is true of labels as well.</param>
    internal DataColumns OrDefaults(PreferredColumns? preferred, DataOptions options, bool mayLackLabel) => this with
    {
        Label = Label ?? (mayLackLabel && LabelColumns is null ? Unused(options.LabelColumn ?? DefaultLabel) : null),
        TextPair = TextPair ?? Unused(preferred?.TextPair ?? DefaultPair),
        Id = Id ?? Unused(preferred?.Id ?? DefaultId),
    };

    // A column that was told for another role keeps it.
    private string? Unused(string name) => ((string?[])[Text, TextPair, Label, Id]).Contains(name, StringComparer.Ordinal) ? null : name;

    private sealed class Finder(IReadOnlyList<string> names, DataOptions options, string file, int line)
    {
        private string Listed =>
            names.Count == 0 ? "there are none" : "the columns are " + string.Join(", ", names.Select(name => $"'{name}'"));

        /// <summary>Whether a column that is told, or one of the known ones, is there.</summary>
        public bool HasAny(string? told, IReadOnlyList<string> known) => names.Any(name => told is null
            ? known.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase) && !IsToldForAnother(name)
            : PreferredColumns.IsSame(name, told));

        public string Find(string role, string? told, IReadOnlyList<string> known, string setting)
        {
            if (told is not null) return FindTold(role, told, setting);

            var candidates = names.Where(name => known.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase) && !IsToldForAnother(name))
                .ToList();
            if (candidates.Count == 1) return candidates[0];
            if (candidates.Count > 1)
            {
                throw new DataException(
                    file,
                    line,
                    $"several columns may be the {role}: {string.Join(", ", candidates.Select(name => $"'{name}'"))} ({Listed}). "
                    + $"One was expected. Say which with {setting}.");
            }

            throw new DataException(
                file,
                line,
                $"no column looks like the {role}: {Listed}. Expected one named {string.Join(", ", known)}. "
                + $"Name the right one with {setting}{SeparatorHint()}.");
        }

        public string? FindOptional(string role, string? told, string known, string setting)
        {
            if (told is not null) return FindTold(role, told, setting);
            var candidates = names.Where(
                name => string.Equals(name.Trim(), known, StringComparison.OrdinalIgnoreCase) && !IsToldForAnother(name)).ToList();
            return candidates.Count == 1 ? candidates[0] : null;
        }

        /// <summary>The columns of <see cref="DataOptions.LabelColumns"/>; null where none are told.</summary>
        /// <param name="used">The columns that are something else.</param>
        public IReadOnlyList<string>? FindFlags(IReadOnlyList<string?> used)
        {
            if (options.LabelColumns is not { } told) return null;
            if (options.LabelColumn is not null)
            {
                throw new DataException(
                    "one column of labels and several were told at once (DataOptions.LabelColumn, DataOptions.LabelColumns). "
                    + "One of the two was expected. Leave one out.");
            }

            string[] columns = [.. told.Select(name => FindTold("label", name, "DataOptions.LabelColumns"))];
            if (columns.FirstOrDefault(column => used.Contains(column, StringComparer.Ordinal)) is { } twice)
            {
                throw new DataException(
                    file, line,
                    $"the column '{twice}' is one of DataOptions.LabelColumns and a text or an id at once. "
                    + "A column of its own for each was "
                    + "expected. Name another one.");
            }

            return columns;
        }

        /// <summary>A column that is text and label would show the model its answer.</summary>
        public void RequireOneRole(params ReadOnlySpan<(string Role, string? Column, string Setting)> roles)
        {
            for (int i = 1; i < roles.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    if (roles[i].Column is not { } column || !string.Equals(roles[j].Column, column, StringComparison.Ordinal)) continue;
                    throw new DataException(
                        file,
                        line,
                        $"the column '{column}' is the {roles[j].Role} ({roles[j].Setting}) and the {roles[i].Role} "
                        + $"({roles[i].Setting}) at once: {Listed}. "
                        + "A column of its own for each was expected. Name another one, or leave one of the options out.");
                }
            }
        }

        private string FindTold(string role, string told, string setting)
        {
            var exact = names.Where(name => string.Equals(name, told, StringComparison.Ordinal)).ToList();
            if (exact.Count == 0)
                exact = [.. names.Where(name => string.Equals(name.Trim(), told.Trim(), StringComparison.OrdinalIgnoreCase))];
            return exact.Count switch
            {
                1 => exact[0],
                0 => throw new DataException(
                    file, line, $"no column '{told}' for the {role}: {Listed}. Expected one of them. Correct {setting}{SeparatorHint()}."),
                _ => throw new DataException(
                    file, line, $"{exact.Count} columns are named '{told}' ({Listed}). One was expected. Rename the others in the file."),
            };
        }

        private bool IsToldForAnother(string name) =>
            ((string?[])[options.TextColumn, options.TextPairColumn, options.LabelColumn, options.IdColumn])
            .Any(told => told is not null && string.Equals(told.Trim(), name.Trim(), StringComparison.OrdinalIgnoreCase));

        private string SeparatorHint()
        {
            if (names.Count != 1) return "";
            if (names[0].Contains('\t', StringComparison.Ordinal)) return "; the header holds tabs: is it DataOptions.Format = tsv";
            if (names[0].Contains(',', StringComparison.Ordinal)) return "; the header holds commas: is it DataOptions.Format = csv";
            if (names[0].Contains(';', StringComparison.Ordinal)) return "; the header holds semicolons: is it DataOptions.Delimiter = ;";
            return names[0].Contains('|', StringComparison.Ordinal) ? "; the header holds '|': is it DataOptions.Delimiter = |" : "";
        }
    }
}
