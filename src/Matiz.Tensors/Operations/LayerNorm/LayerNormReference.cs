using Matiz.Tensors.Random;

namespace Matiz.Tensors.Operations.LayerNorm;

/// <summary>Plain loops, summed in double precision.</summary>
internal sealed class LayerNormReference : LayerNormKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(
        Tensor x, Tensor? residual, DropoutKey dropout, RaggedLayout layout, NormWeights norm, Tensor? sum, Tensor? statistics, Tensor y)
    {
        var gamma = norm.Gamma.Value.AsSpan();
        var s = new double[x.Columns];
        for (int row = 0; row < x.Rows; row++)
        {
            var input = Row(x, row);
            for (int i = 0; i < s.Length; i++)
            {
                s[i] = (float)((residual is null ? 0 : Row(residual, row)[i]) + (input[i] * Multiplier(dropout, layout, row, i)));
                if (sum is not null) Row(sum, row)[i] = (float)s[i];
            }

            double mean = s.Average();
            double rstd = 1 / Math.Sqrt(s.Average(value => (value - mean) * (value - mean)) + norm.Epsilon);
            var output = Row(y, row);
            for (int i = 0; i < s.Length; i++)
                output[i] = (float)(((s[i] - mean) * rstd * gamma[i]) + (norm.Beta is { } beta ? beta.Value.AsSpan()[i] : 0));
            if (statistics is null) continue;
            Row(statistics, row)[0] = (float)mean;
            Row(statistics, row)[1] = (float)rstd;
        }
    }

    // n = (s - mean)·rstd, y = n·γ + β   ⇒   dγ = Σ dY·n,  dβ = Σ dY,  dS = rstd·(dN - mean(dN) - n·mean(dN·n)) with dN = dY·γ
    public override void Backward(
        Tensor dY,
        Tensor sum,
        Tensor statistics,
        DropoutKey dropout,
        RaggedLayout layout,
        NormWeights norm,
        GradientTarget dResidual,
        GradientTarget dX)
    {
        int columns = dY.Columns;
        var gamma = norm.Gamma.Value.AsSpan();
        double[] dGamma = new double[columns], dBeta = new double[columns], n = new double[columns], dN = new double[columns];
        for (int row = 0; row < dY.Rows; row++)
        {
            double mean = Row(statistics, row)[0], rstd = Row(statistics, row)[1];
            double meanD = 0, meanDn = 0;
            for (int i = 0; i < columns; i++)
            {
                double d = Row(dY, row)[i];
                n[i] = (Row(sum, row)[i] - mean) * rstd;
                dN[i] = d * gamma[i];
                dGamma[i] += d * n[i];
                dBeta[i] += d;
                meanD += dN[i] / columns;
                meanDn += dN[i] * n[i] / columns;
            }

            for (int i = 0; i < columns; i++)
            {
                double dS = rstd * (dN[i] - meanD - (n[i] * meanDn));
                Store(dResidual, row, i, dS);
                Store(dX, row, i, dS * Multiplier(dropout, layout, row, i));
            }
        }

        AddTo(norm.Gamma, dGamma);
        if (norm.Beta is { } beta) AddTo(beta, dBeta);
    }

    private static void AddTo(Parameter parameter, double[] gradient)
    {
        if (!parameter.Trainable) return;
        var target = parameter.GradientBuffer.AsSpan();
        for (int i = 0; i < gradient.Length; i++) target[i] += (float)gradient[i];
    }

    private static void Store(GradientTarget target, int row, int column, double value)
    {
        if (target.Tensor is null) return;
        ref float element = ref Row(target.Tensor, row)[column];
        element = (float)(target.Accumulate ? element + value : value);
    }

    private static float Multiplier(DropoutKey dropout, RaggedLayout layout, int token, int column)
    {
        if (!dropout.IsActive) return 1;
        int row = layout.RowOfToken[token];
        return dropout.Multiplier(row, token - layout.Offsets[row], (uint)column);
    }

    private static Span<float> Row(Tensor tensor, int row) => tensor.AsSpan().Slice(row * tensor.Columns, tensor.Columns);
}
