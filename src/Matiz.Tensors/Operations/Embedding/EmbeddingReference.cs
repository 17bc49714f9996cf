namespace Matiz.Tensors.Operations.Embedding;

/// <summary>Plain loops.</summary>
internal sealed class EmbeddingReference : EmbeddingKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(IReadOnlyList<EmbeddingLookup> lookups, Tensor y)
    {
        y.AsSpan().Clear();
        foreach (var lookup in lookups)
        {
            for (int token = 0; token < y.Rows; token++)
            {
                var source = Row(lookup.Table.Value, lookup.Indices[token]);
                var target = Row(y, token);
                for (int i = 0; i < target.Length; i++) target[i] += source[i];
            }
        }
    }

    public override void Backward(Tensor dY, EmbeddingLookup lookup)
    {
        var sums = new Dictionary<int, double[]>();
        for (int token = 0; token < dY.Rows; token++)
        {
            int index = lookup.Indices[token];
            if (index == lookup.PaddingIndex) continue;
            if (!sums.TryGetValue(index, out double[]? sum)) sums.Add(index, sum = new double[dY.Columns]);
            var source = Row(dY, token);
            for (int i = 0; i < sum.Length; i++) sum[i] += source[i];
        }

        foreach (var (index, sum) in sums)
        {
            var target = Row(lookup.Table.GradientBuffer, index);
            for (int i = 0; i < sum.Length; i++) target[i] += (float)sum[i];
        }
    }

    private static Span<float> Row(Tensor tensor, int row) => tensor.AsSpan().Slice(row * tensor.Columns, tensor.Columns);
}
