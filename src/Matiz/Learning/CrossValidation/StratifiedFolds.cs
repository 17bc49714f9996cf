using Matiz.Data;
using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>Cuts rows into folds of equal size in which every class has its share.</summary>
internal static class StratifiedFolds
{
    /// <summary>The fold of each row.</summary>
    /// <remarks>
    /// The rows of each class are shuffled by the seed and dealt to the folds in turn; the next class goes on where the last one ended, so
    /// folds differ by one row at most, and so do the rows of a class.
    /// </remarks>
    /// <param name="labels">A class index for each row.</param>
    /// <param name="folds">At least 2, and no more than rows.</param>
    /// <param name="seed">What shuffles.</param>
    /// <returns>A number from 0 below <paramref name="folds"/> for each row.</returns>
    /// <exception cref="DataException">There are fewer rows than folds.</exception>
    public static int[] Create(ReadOnlySpan<int> labels, int folds, long seed = 42)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        if (labels.Length < folds)
        {
            throw new DataException(
                $"{Counted.Words(labels.Length, "row is", "rows are")} to be cut into {folds} folds. "
                + $"At least one row a fold was expected. Give at least {folds} rows.");
        }

        var byClass = new SortedDictionary<int, List<int>>();
        for (int row = 0; row < labels.Length; row++)
        {
            if (!byClass.TryGetValue(labels[row], out var rows)) byClass.Add(labels[row], rows = []);
            rows.Add(row);
        }

        var result = new int[labels.Length];
        int next = 0;
        foreach (var (label, rows) in byClass)
        {
            var order = rows.ToArray();
            new SeededRandom(seed, label).Shuffle(order);
            foreach (int row in order) result[row] = next++ % folds;
        }

        return result;
    }
}
