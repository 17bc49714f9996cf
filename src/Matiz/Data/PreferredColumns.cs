namespace Matiz.Data;

/// <summary>
/// Columns that are taken where nothing was told and the file has them, such as those that a model was trained with; null where none is
/// preferred. A file without one is read by names, as without a preference.
/// </summary>
/// <param name="Text">The column of the text.</param>
/// <param name="TextPair">The column of the second text of a pair.</param>
/// <param name="Label">The column of the label.</param>
/// <param name="Id">The column of the row's own id.</param>
internal sealed record PreferredColumns(string? Text, string? TextPair, string? Label, string? Id)
{
    /// <summary>The columns of the classes, where each has one with a flag in it; null: they have not.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The options for one file: what is preferred, and there, as if it had been told.</summary>
    internal static DataOptions Apply(IReadOnlyList<string> names, DataOptions options)
    {
        if (options.PreferredColumns is not { } preferred) return options;
        string?[] told = [options.TextColumn, options.TextPairColumn, options.LabelColumn, options.IdColumn];
        string? Choose(string? typed, string? wish) =>
            typed ?? (wish is not null && Has(names, wish) && !told.Any(other => other is not null && IsSame(other, wish)) ? wish : null);
        return options with
        {
            TextColumn = Choose(options.TextColumn, preferred.Text),
            TextPairColumn = Choose(options.TextPairColumn, preferred.TextPair),
            LabelColumn = Choose(options.LabelColumn, preferred.Label),
            IdColumn = Choose(options.IdColumn, preferred.Id),
            LabelColumns = options.LabelColumns
                ?? (options.LabelColumn is null && preferred.Labels?.All(name => Has(names, name)) == true ? preferred.Labels : null),
        };
    }

    /// <summary>Whether two spellings name one column: case and white space around them are ignored.</summary>
    internal static bool IsSame(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool Has(IReadOnlyList<string> names, string wish) => names.Any(name => IsSame(name, wish));
}
