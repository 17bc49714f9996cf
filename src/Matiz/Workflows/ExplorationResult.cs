using Matiz.Data;
using Matiz.Features;

namespace Matiz.Workflows;

/// <summary>What <see cref="Exploration.Run"/> found out.</summary>
public sealed record ExplorationResult
{
    /// <summary>Counts and lengths by split.</summary>
    public required DatasetSummary Summary { get; init; }

    /// <summary>Tokens at which texts would be cut.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Tokens a text, over all splits.</summary>
    public required TokenLengths Lengths { get; init; }

    /// <summary>What is worth a look in the data, each with its first row.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>
    /// The training rows in the plane; null where they were not drawn: not asked for, or fewer than <see
    /// cref="Exploration.LeastRowsOfMap"/>.
    /// </summary>
    public FeatureMap? Map { get; init; }

    /// <summary>What is worth a look about the map and the encoder that it was drawn with.</summary>
    public IReadOnlyList<string> MapWarnings { get; init; } = [];

    /// <summary>Rows of all splits.</summary>
    public int Rows => Summary.Splits.Values.Sum(split => split.Rows);

    /// <summary>The share of all rows that would be cut.</summary>
    public double ShareCut => (double)Summary.Splits.Values.Sum(split => split.CutTexts ?? 0) / Math.Max(1, Rows);

    /// <summary>Rows that repeat an earlier one of their split.</summary>
    public int Duplicates => Summary.Splits.Values.Sum(split => split.Duplicates);

    /// <summary>Rows that stand in an earlier split as well.</summary>
    public int Leaks => Summary.Overlaps.Sum(overlap => overlap.Rows);
}
