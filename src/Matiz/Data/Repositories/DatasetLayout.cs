using Matiz.Data.Cards;

namespace Matiz.Data.Repositories;

/// <summary>Which files make which split of a configuration of a dataset.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Splits">The splits with their files, in their order.</param>
internal sealed record DatasetLayout(string Configuration, IReadOnlyList<LayoutSplit> Splits)
{
    /// <summary>What the card says of the columns and rows; null where it says nothing.</summary>
    public DatasetInfo? Info { get; init; }

    /// <summary>What divides the fields of its tables of text; null: found.</summary>
    public char? Delimiter { get; init; }

    /// <summary>What is to be said, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What is worth a look, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A split with its files.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Files">Paths in the store, in the order in which they are read.</param>
internal sealed record LayoutSplit(string Name, IReadOnlyList<string> Files);
