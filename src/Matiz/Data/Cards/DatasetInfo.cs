namespace Matiz.Data.Cards;

/// <summary>What a card says of the rows of a configuration (<c>dataset_info</c>).</summary>
/// <param name="Configuration">Its name.</param>
internal sealed record DatasetInfo(string Configuration)
{
    /// <summary>The names of the classes, by column.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> LabelNames { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>How many rows each split has, where it is said.</summary>
    public IReadOnlyDictionary<string, long> Rows { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}
