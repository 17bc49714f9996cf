using Matiz.Tensors;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Operations.DisentangledAttention;

namespace Matiz.Models.DebertaV2;

/// <summary>
/// Attention probabilities for people to look at, by plain loops: the fused operation never holds them. Inference only.
/// </summary>
internal static class DisentangledProbabilities
{
    /// <summary>For each row [heads, queries, keys], flat.</summary>
    /// <param name="query">[tokens, …]: the queries from column 0 on.</param>
    /// <param name="keyValue">[tokens, …]: the keys from <paramref name="keyColumn"/> on, the values after them.</param>
    /// <param name="keyColumn">Where the keys begin.</param>
    /// <param name="positions">What the layer makes of relative positions; null: nothing.</param>
    /// <param name="furtherTerms">Terms besides query · key, by which scores are scaled.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="heads">The number of heads.</param>
    public static List<float[]> Compute(
        Tensor query, Tensor keyValue, int keyColumn, PositionProjections? positions, int furtherTerms, RaggedLayout layout, int heads)
    {
        int width = (keyValue.Columns - keyColumn) / 2;
        var shape = new AttentionShape
        {
            Query = query,
            KeyValue = keyValue,
            KeyColumn = keyColumn,
            ValueColumn = keyColumn + width,
            Layout = layout,
            Heads = heads,
            HeadSize = width / heads,
            FirstTokensOnly = false,
            FurtherTerms = furtherTerms,
        };
        var rows = new List<float[]>(layout.RowCount);
        for (int row = 0; row < layout.RowCount; row++)
        {
            int length = layout.LengthOf(row);
            float[] probabilities = new float[heads * length * length];
            double[] ofQuery = new double[length];
            for (int i = 0; i < heads * length; i++)
            {
                DisentangledAttentionReference.Probabilities(shape, positions, row, i / length, i % length, ofQuery);
                for (int key = 0; key < length; key++) probabilities[(i * length) + key] = (float)ofQuery[key];
            }

            rows.Add(probabilities);
        }

        return rows;
    }
}
