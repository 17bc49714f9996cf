using Matiz.Data;

namespace Matiz.Training;

/// <summary>Which rows each step takes, in which order.</summary>
/// <remarks>
/// The order of an epoch is the permutation that the reference draws for seed + epoch (see <see cref="SeededPermutation"/>); it
/// depends on nothing else, so that a resumed run goes on in the middle of an epoch.
/// </remarks>
internal sealed class BatchSampler
{
    private const int MostBatchesSortedTogether = 50;

    private readonly int[] _lengths;
    private readonly long _seed;
    private int[] _order = [];
    private int _orderEpoch = -1;

    /// <summary>A sampler.</summary>
    /// <param name="plan">The steps and their sizes.</param>
    /// <param name="lengths">The tokens of each row.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="strategy">The order. Default random.</param>
    /// <exception cref="ArgumentException">Another number of lengths than rows.</exception>
    public BatchSampler(TrainingPlan plan, int[] lengths, long seed, SamplingStrategy strategy = SamplingStrategy.Random)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(lengths);
        if (lengths.Length != plan.Rows)
            throw new ArgumentException($"{lengths.Length} lengths were given for {plan.Rows} rows.", nameof(lengths));
        (Plan, _lengths, _seed, Strategy) = (plan, lengths, seed, strategy);
    }

    /// <summary>The steps and their sizes.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>The order.</summary>
    public SamplingStrategy Strategy { get; }

    /// <summary>The rows of a step, in their order.</summary>
    /// <param name="step">From 1.</param>
    public ReadOnlySpan<int> RowsOf(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        int epoch = Plan.EpochOf(step);
        if (epoch != _orderEpoch)
        {
            _order = OrderOf(epoch);
            _orderEpoch = epoch;
        }

        var (start, count) = Plan.RowsOf(step);
        return _order.AsSpan(start, count);
    }

    /// <summary>The order of an epoch.</summary>
    /// <param name="epoch">From 0.</param>
    public int[] OrderOf(int epoch) => Strategy switch
    {
        SamplingStrategy.Sequential => [.. Enumerable.Range(0, Plan.Rows)],
        SamplingStrategy.GroupByLength => GroupByLength(SeededPermutation.Create(Plan.Rows, _seed + epoch)),
        _ => SeededPermutation.Create(Plan.Rows, _seed + epoch),
    };

    // The reference's way: mega-batches of the permutation, each sorted from the longest row to the shortest (equal ones stay in
    // order); the longest row of all comes first, so that a lack of memory shows at once.
    private int[] GroupByLength(int[] order)
    {
        long batch = (long)Plan.BatchSize * Plan.Accumulation;
        long size = batch * Math.Max(1, Math.Min(order.Length / (4 * batch), MostBatchesSortedTogether));
        var grouped = order.Chunk((int)Math.Min(size, order.Length))
            .SelectMany(chunk => chunk.OrderByDescending(row => _lengths[row]))
            .ToArray();
        int longest = 0;
        for (long i = size; i < grouped.Length; i += size)
        {
            if (_lengths[grouped[i]] > _lengths[grouped[longest]]) longest = (int)i;
        }

        (grouped[0], grouped[longest]) = (grouped[longest], grouped[0]);
        return grouped;
    }
}
