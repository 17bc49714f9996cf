using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>Sees the scores of one query with a few candidates; calls for one query never overlap.</summary>
internal interface IScoreVisitor
{
    /// <summary>Called for each query and panel; scores live until the call ends.</summary>
    /// <param name="query">The query's row.</param>
    /// <param name="firstCandidate">The row of the first score.</param>
    /// <param name="scores">Scores of candidates that follow each other.</param>
    void Visit(int query, int firstCandidate, ReadOnlySpan<float> scores);
}

/// <summary>
/// All products of rows with rows, in bounded memory: candidates are packed some megabytes at a time, and blocks of queries walk over
/// them in parallel. Nothing of the size rows · rows is ever kept.
/// </summary>
internal static unsafe class ScoreScan
{
    private const int QueryBlock = 64;
    private const int PackedBytes = 32 << 20;

    /// <summary>Shows the visitor every score xᵢ · yⱼ · (a factor for each), for the queries and candidates that it asked for.</summary>
    /// <param name="queries">[rows, columns]</param>
    /// <param name="queryFactors">What each query is multiplied by.</param>
    /// <param name="candidates">[rows, columns]</param>
    /// <param name="candidateFactors">What each candidate is multiplied by.</param>
    /// <param name="onlyLater">Whether both are the same rows and each pair is wanted once: blocks of candidates before the query are left
    /// out.</param>
    /// <param name="visitor">Sees the scores.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="threads">At most so many at a time; null: one a core.</param>
    public static void Run<TVisitor>(
        FeatureMatrix queries, float[] queryFactors, FeatureMatrix candidates, float[] candidateFactors, bool onlyLater, TVisitor visitor,
        CancellationToken cancellation, int? threads = null)
        where TVisitor : IScoreVisitor
    {
        var kernel = ProductKernel.Default;
        int columns = queries.Columns;
        int panelsAtOnce = Math.Clamp(PackedBytes / (sizeof(float) * columns * ProductKernel.PanelRows), 1, Panels(candidates.Rows));
        var packed = new AlignedArray<float>(checked(panelsAtOnce * columns * ProductKernel.PanelRows));
        int queryBlocks = (queries.Rows + QueryBlock - 1) / QueryBlock;
        for (int first = 0; first < candidates.Rows; first += panelsAtOnce * ProductKernel.PanelRows)
        {
            int start = first, count = Math.Min(candidates.Rows - first, panelsAtOnce * ProductKernel.PanelRows);
            FixedBlocks.Run(Panels(count), threads, panel =>
                Pack(
                    kernel, candidates, candidateFactors, start + (panel * ProductKernel.PanelRows),
                    packed.Pointer + (panel * columns * ProductKernel.PanelRows)),
                cancellation);
            FixedBlocks.Run(queryBlocks, threads, block =>
            {
                int query = block * QueryBlock, queryCount = Math.Min(QueryBlock, queries.Rows - query);
                if (onlyLater && start + count <= query) return;
                var rows = new AlignedArray<float>(QueryBlock * columns);
                var scores = new AlignedArray<float>(ProductKernel.TileRows * ProductKernel.PanelRows);
                Scale(queries, queryFactors, query, queryCount, rows.Span);
                int firstPanel = onlyLater ? Math.Max(0, query - start) / ProductKernel.PanelRows : 0;
                for (int panel = firstPanel; panel < Panels(count); panel++)
                {
                    int candidate = start + (panel * ProductKernel.PanelRows);
                    int seen = Math.Min(ProductKernel.PanelRows, start + count - candidate);
                    for (int tile = 0; tile < queryCount; tile += ProductKernel.TileRows)
                    {
                        kernel.Tile(
                            rows.Pointer + (tile * columns), packed.Pointer + (panel * columns * ProductKernel.PanelRows), columns,
                            scores.Pointer);
                        for (int r = 0; r < Math.Min(ProductKernel.TileRows, queryCount - tile); r++)
                            visitor.Visit(query + tile + r, candidate, scores.Span.Slice(r * ProductKernel.PanelRows, seen));
                    }
                }
            }, cancellation);
        }

        GC.KeepAlive(packed);
    }

    /// <summary>1 / ‖x‖ of each row, 0 for a row of zeros.</summary>
    public static float[] InverseNorms(FeatureMatrix rows)
    {
        var result = new float[rows.Rows];
        for (int row = 0; row < result.Length; row++)
        {
            double square = SquaredNorm(rows[row]);
            result[row] = square > 0 ? (float)(1 / Math.Sqrt(square)) : 0;
        }

        return result;
    }

    /// <summary>Σ x², in double.</summary>
    public static double SquaredNorm(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float x in row) sum += (double)x * x;
        return sum;
    }

    private static int Panels(int rows) => (rows + ProductKernel.PanelRows - 1) / ProductKernel.PanelRows;

    private static void Scale(FeatureMatrix rows, float[] factors, int first, int count, Span<float> destination)
    {
        destination.Clear();
        for (int r = 0; r < count; r++)
        {
            var from = rows[first + r];
            var to = destination.Slice(r * rows.Columns, rows.Columns);
            for (int j = 0; j < from.Length; j++) to[j] = factors[first + r] * from[j];
        }
    }

    private static void Pack(ProductKernel kernel, FeatureMatrix rows, float[] factors, int first, float* panel)
    {
        int width = kernel.Width;
        for (int r = 0; r < ProductKernel.PanelRows; r++)
        {
            float* to = panel + (r / width * width * rows.Columns) + (r % width);
            if (first + r >= rows.Rows)
            {
                for (int j = 0; j < rows.Columns; j++, to += width) *to = 0;
                continue;
            }

            float factor = factors[first + r];
            foreach (float x in rows[first + r])
            {
                *to = factor * x;
                to += width;
            }
        }
    }
}
