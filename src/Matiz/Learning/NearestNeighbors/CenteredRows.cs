namespace Matiz.Learning;

/// <summary>
/// Rows moved and scaled so that singles tell them apart: ‖x‖² − 2x·y + ‖y‖² loses what rows far from zero differ by, and overflows for
/// large ones. Straight distances keep their order, since all rows go the same way.
/// </summary>
internal static class CenteredRows
{
    /// <summary>The mean of each column.</summary>
    public static double[] Means(FeatureMatrix rows)
    {
        var means = new double[rows.Columns];
        for (int row = 0; row < rows.Rows; row++)
        {
            var features = rows[row];
            for (int j = 0; j < means.Length; j++) means[j] += features[j];
        }

        foreach (ref double mean in means.AsSpan()) mean /= Math.Max(1, rows.Rows);
        return means;
    }

    /// <summary>Queries and candidates around the candidates' mean, the greatest element from 1 to 2.</summary>
    public static (FeatureMatrix Queries, FeatureMatrix Candidates) Center(FeatureMatrix queries, FeatureMatrix candidates)
    {
        double[] means = Means(candidates);
        double greatest = Math.Max(Greatest(queries, means), Greatest(candidates, means));
        int exponent = greatest > 0 ? -Math.ILogB(greatest) : 0;
        var centered = Moved(candidates, means, exponent);
        return (ReferenceEquals(queries, candidates) ? centered : Moved(queries, means, exponent), centered);
    }

    private static double Greatest(FeatureMatrix rows, double[] means)
    {
        double greatest = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            var features = rows[row];
            for (int j = 0; j < means.Length; j++) greatest = Math.Max(greatest, Math.Abs(features[j] - means[j]));
        }

        return greatest;
    }

    private static FeatureMatrix Moved(FeatureMatrix rows, double[] means, int exponent)
    {
        var values = new float[rows.Values.Length];
        double factor = Math.ScaleB(1, exponent);
        for (int row = 0; row < rows.Rows; row++)
        {
            var features = rows[row];
            for (int j = 0; j < means.Length; j++) values[(row * rows.Columns) + j] = (float)((features[j] - means[j]) * factor);
        }

        return new FeatureMatrix(values, rows.Rows, rows.Columns);
    }
}
