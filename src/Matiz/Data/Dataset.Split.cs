namespace Matiz.Data;

public sealed partial class Dataset
{
    /// <summary>
    /// Splits off a share of the rows, chosen by the seed; both parts keep the order of the rows.
    /// </summary>
    /// <remarks>
    /// As many rows are wanted as the share rounded up (scikit-learn's <c>train_test_split</c>), at least one and not all. Stratified,
    /// with one class a row, each class gives as many as scikit-learn's <c>StratifiedShuffleSplit</c> takes for that seed: in proportion,
    /// and where classes have the same claim to the places that are left, the seed draws (<see cref="ClassShares"/>). A class always keeps
    /// a row, so one with a single row gives none. Which rows of a class are taken is the order of <see cref="SeededPermutation"/>. Rows
    /// with several labels, or with numbers, are drawn without regard to them.
    /// </remarks>
    /// <param name="fraction">The share, above 0 and below 1.</param>
    /// <param name="seed">What draws the rows.</param>
    /// <param name="stratified">Whether the classes keep their proportions.</param>
    /// <param name="name">What the part that is split off is called.</param>
    /// <exception cref="DataException">There are too few rows to divide.</exception>
    public (Dataset Kept, Dataset SplitOff) Split(double fraction, long seed = 42, bool stratified = true, string name = "validation") =>
        Split(fraction, seed, TieBreak.Seed, stratified, name);

    internal (Dataset Kept, Dataset SplitOff) Split(
        double fraction, long seed, TieBreak ties, bool stratified = true, string name = "validation")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fraction, 1.0);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_rows.Length < 2)
        {
            throw new DataException(
                $"'{Name}' has {RowCount(_rows.Length)}. At least two were expected to split off '{name}'. "
                + $"Give {RowsFor(name)}, or more rows.");
        }

        // 1e-9: 0.1 · 30 must not become 4 by a rounding of doubles.
        int wanted = Math.Clamp((int)Math.Ceiling((fraction * _rows.Length) - 1e-9), 1, _rows.Length - 1);
        var order = SeededPermutation.Create(_rows.Length, seed);
        bool byClass = stratified && LabelReader.Kind == LabelKind.Index
            && Array.TrueForAll(_rows, row => row.Label.Kind == LabelKind.Index);
        var taken = byClass ? TakeByClass(order, wanted, seed, ties, name) : Take(order, wanted);

        var kept = new List<Row>(_rows.Length - wanted);
        var splitOff = new List<Row>(wanted);
        for (int i = 0; i < _rows.Length; i++)
        {
            if (taken[i]) splitOff.Add(_rows[i] with { Source = _rows[i].Source with { Split = name } });
            else kept.Add(_rows[i]);
        }

        return (With([.. kept]), new Dataset(name, [.. splitOff], Labels, LabelReader));
    }

    internal static string RowCount(int count) => count == 1 ? "1 row" : $"{count} rows";

    private static string RowsFor(string name) => name switch
    {
        "validation" => "DatasetFiles.Validation",
        "test" => "DatasetFiles.Test",
        _ => $"rows for '{name}'",
    };

    private bool[] TakeByClass(int[] order, int wanted, long seed, TieBreak ties, string name)
    {
        var counts = new int[_rows.Max(row => row.Label.Index) + 1];
        foreach (var row in _rows) counts[row.Label.Index]++;
        var places = ties == TieBreak.Seed ? ClassShares.SplitOff(counts, wanted, seed) : ClassShares.SplitOffFirst(counts, wanted);
        if (Array.TrueForAll(places, count => count == 0))
        {
            throw new DataException(
                $"every class of '{Name}' has a single row, so none can be split off for '{name}'. "
                + $"Two rows of some class were expected. Give {RowsFor(name)}, or more rows.");
        }

        var taken = new bool[_rows.Length];
        foreach (int index in order)
        {
            int label = _rows[index].Label.Index;
            if (places[label] == 0) continue;
            places[label]--;
            taken[index] = true;
        }

        return taken;
    }

    private static bool[] Take(int[] order, int wanted)
    {
        var taken = new bool[order.Length];
        foreach (int index in order.AsSpan(0, wanted)) taken[index] = true;
        return taken;
    }
}
