using Matiz.Training;

namespace Matiz.Reports.Facts;

/// <summary>A row that is listed.</summary>
/// <param name="Row">The row.</param>
/// <param name="Rank">Its place by loss among all rows of the split, highest first, from 1.</param>
internal sealed record ListedRow(PredictionRecord Row, int Rank);

/// <summary>The rows that matter: those of highest and of lowest loss, and some of each confused pair of classes.</summary>
internal sealed class RowSelection
{
    // Of very many errors in very many pairs the page takes the first: beyond it nobody reads, and the file grows without end.
    private const int Most = 2500;

    private RowSelection(IReadOnlyList<ListedRow> rows, int total) => (Rows, Total) = (rows, total);

    /// <summary>The rows, highest loss first.</summary>
    public IReadOnlyList<ListedRow> Rows { get; }

    /// <summary>Rows of the split.</summary>
    public int Total { get; }

    /// <summary>Chooses.</summary>
    public static RowSelection Select(SplitFacts split, ReportOptions options)
    {
        PredictionRecord[] byLoss = [.. split.Rows.OrderByDescending(static row => row.Loss!.Value)];
        var chosen = new SortedSet<int>(Enumerable.Range(0, Math.Min(options.HighestLosses, byLoss.Length)));
        for (int i = Math.Max(0, byLoss.Length - options.LowestLosses); i < byLoss.Length; i++) chosen.Add(i);
        if (split.Confusion is not null)
        {
            var taken = new Dictionary<(int, int), int>();
            for (int i = 0; i < byLoss.Length && chosen.Count < Most; i++)
            {
                var pair = (byLoss[i].Label.Index, byLoss[i].Predicted.Index);
                if (pair.Item1 == pair.Item2) continue;
                int before = taken.GetValueOrDefault(pair);
                if (before >= options.RowsPerPair) continue;
                taken[pair] = before + 1;
                chosen.Add(i);
            }
        }

        return new RowSelection([.. chosen.Select(i => new ListedRow(byLoss[i], i + 1))], byLoss.Length);
    }
}
