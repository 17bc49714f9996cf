using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>
/// Which keys the queries of a row see. With a window queries go in blocks, and a block works on the keys that any of its queries
/// sees, so that long rows cost what their windows cost; without one, all queries are one block and all keys belong to it.
/// </summary>
/// <typeparam name="D">What distances do.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal readonly unsafe struct KeySpan<D, S, V>(int window)
    where D : struct, IDistanceRule
    where S : struct, ISimd<V>
    where V : struct
{
    // The keys of 64 queries and a window of 64 on both sides are 48 KB for heads of 64 columns.
    private const int BlockQueries = 64;

    private readonly int _window = window;

    /// <summary>Queries of a block.</summary>
    public int BlockOf(int queries) => D.HasWindow ? Math.Min(queries, BlockQueries) : queries;

    /// <summary>The most keys of a block.</summary>
    public int MostKeys(int queries, int length) =>
        D.HasWindow ? (int)Math.Min(length, BlockOf(queries) + (2L * _window)) : length;

    /// <summary>The numbers from one row of scores to the next: a window's last vector may reach over its end.</summary>
    public static long ScoreStride(long paddedLength) => D.HasWindow ? paddedLength + 16 : paddedLength;

    /// <summary>The first key that some of the queries from <paramref name="query"/> on sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstKey(int query) => D.HasWindow ? Math.Max(0, query - _window) : 0;

    /// <summary>The key after the last one that some of the queries up to <paramref name="query"/> sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EndKey(int query, int length) => D.HasWindow ? (int)Math.Min(length, query + 1L + _window) : length;

    /// <summary>Zeroes what lies before and behind the keys of one query in its scores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ClearOutside(float* scores, int first, int end, int count)
    {
        new Span<float>(scores, first).Clear();
        new Span<float>(scores + end, count - end).Clear();
    }
}

/// <summary>What is added to the scores of a job by distance.</summary>
/// <param name="values">[heads, 2 × longest row − 1]: for each head the distances key − query in rising order; null: nothing.</param>
/// <param name="longest">The tokens of the longest row.</param>
internal readonly unsafe struct BiasLines(float* values, int longest)
{
    private readonly float* _values = values;
    private readonly int _longest = longest;

    /// <summary>What is added to the score of a query and key 0; those of the next keys follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* FirstKeyOf(int head, int query) => _values + ((long)head * ((2 * _longest) - 1)) + (_longest - 1) - query;

    /// <summary>Numbers of all lines.</summary>
    public static long Floats(int heads, int longest) => (long)heads * ((2 * longest) - 1);

    /// <summary>Writes the lines of a table.</summary>
    public static void Fill(DistanceBias bias, int longest, float* values)
    {
        var rows = bias.RowsOfKeys(longest);
        float* table = bias.Table.Value.Pointer;
        int heads = bias.Table.Value.Columns;
        for (int head = 0; head < heads; head++)
        {
            foreach (int row in rows) *values++ = table[((long)row * heads) + head];
        }
    }
}
