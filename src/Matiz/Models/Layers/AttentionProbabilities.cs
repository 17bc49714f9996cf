using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>
/// Attention probabilities for people to look at, by plain loops: the fused operation never holds them. Inference only.
/// </summary>
internal static class AttentionProbabilities
{
    /// <summary>For each row [heads, queries, keys], flat.</summary>
    /// <param name="query">[tokens, …]: the queries from column 0 on.</param>
    /// <param name="keyValue">[tokens, …]: the keys from <paramref name="keyColumn"/> on.</param>
    /// <param name="keyColumn">Where the keys begin.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="distances">What the distance of two tokens does; null: nothing.</param>
    public static IEnumerable<float[]> Compute(
        Tensor query, Tensor keyValue, int keyColumn, RaggedLayout layout, int heads, AttentionDistances? distances = null)
    {
        float[] queries = query.ToArray();
        float[] keys = ReferenceEquals(query, keyValue) ? queries : keyValue.ToArray();
        int headSize = (ReferenceEquals(query, keyValue) ? keyColumn : query.Columns) / heads;
        var rows = new List<float[]>(layout.RowCount);
        for (int row = 0; row < layout.RowCount; row++)
        {
            int length = layout.LengthOf(row), first = layout.Offsets[row];
            float[] probabilities = new float[checked(heads * length * length)];
            float[]? bias = distances?.Bias?.Values(length);
            for (int head = 0; head < heads; head++)
            {
                for (int q = 0; q < length; q++)
                {
                    var scores = probabilities.AsSpan(((head * length) + q) * length, length);
                    var vector = queries.AsSpan(((first + q) * query.Columns) + (head * headSize), headSize);
                    for (int k = 0; k < length; k++)
                    {
                        if (distances?.Sees(q - k) == false)
                        {
                            scores[k] = float.NegativeInfinity;
                            continue;
                        }

                        var key = keys.AsSpan(((first + k) * keyValue.Columns) + keyColumn + (head * headSize), headSize);
                        scores[k] = Dot(vector, key) / MathF.Sqrt(headSize);
                        if (bias is not null) scores[k] += bias[(head * ((2 * length) - 1)) + k - q + length - 1];
                    }

                    Softmax(scores);
                }
            }

            rows.Add(probabilities);
        }

        return rows;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return (float)sum;
    }

    private static void Softmax(Span<float> scores)
    {
        float largest = float.NegativeInfinity;
        foreach (float score in scores) largest = MathF.Max(largest, score);
        double sum = 0;
        foreach (float score in scores) sum += Math.Exp(score - largest);
        for (int i = 0; i < scores.Length; i++) scores[i] = (float)(Math.Exp(scores[i] - largest) / sum);
    }
}
