using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>Plain loops, summed in double precision, of operands rounded to bfloat16 where that is the precision.</summary>
internal sealed class LinearReference(Precision precision) : LinearKernel
{
    public override Precision Precision { get; } = precision;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y)
    {
        var product = beforeActivation ?? y;
        int column = 0;
        foreach (var part in weights.Parts)
        {
            for (int n = 0; n < part.Rows; n++, column++)
            {
                float bias = part.Bias is null ? 0 : part.BiasValues[n];
                var w = Row(part.Weight.Value, part.FirstRow + n);
                for (int row = 0; row < x.Rows; row++)
                    product.AsSpan()[(row * product.Columns) + column] = (float)(Dot(Row(x, row), w) + bias);
            }
        }

        if (activation != Activation.None) x.Device.Kernels.Activation.Forward(product, activation, y);
    }

    public override void InputGradient(Tensor dY, LinearWeights weights, bool accumulate, Tensor dX)
    {
        Span<double> sum = new double[dX.Columns];
        for (int row = 0; row < dX.Rows; row++)
        {
            sum.Clear();
            int column = 0;
            foreach (var part in weights.Parts)
            {
                for (int n = 0; n < part.Rows; n++, column++)
                {
                    double d = Operand(Row(dY, row)[column]);
                    var w = Row(part.Weight.Value, part.FirstRow + n);
                    for (int k = 0; k < sum.Length; k++) sum[k] += d * Operand(w[k]);
                }
            }

            var target = Row(dX, row);
            for (int k = 0; k < sum.Length; k++) target[k] = (float)(accumulate ? target[k] + sum[k] : sum[k]);
        }
    }

    public override void WeightGradient(Tensor dY, Tensor x, LinearWeights weights)
    {
        int column = 0;
        foreach (var part in weights.Parts)
        {
            for (int n = part.FirstRow; n < part.FirstRow + part.Rows; n++, column++)
            {
                if (part.Weight.Trainable) AddWeightRow(dY, x, column, Row(part.Weight.GradientBuffer, n));
                if (part.Bias is { Trainable: true } bias) AddBias(dY, column, ref bias.GradientBuffer.AsSpan()[n]);
            }
        }
    }

    private void AddWeightRow(Tensor dY, Tensor x, int column, Span<float> gradient)
    {
        Span<double> sum = new double[gradient.Length];
        for (int row = 0; row < x.Rows; row++)
        {
            double d = Operand(Row(dY, row)[column]);
            var input = Row(x, row);
            for (int k = 0; k < sum.Length; k++) sum[k] += d * Operand(input[k]);
        }

        for (int k = 0; k < sum.Length; k++) gradient[k] += (float)sum[k];
    }

    private static void AddBias(Tensor dY, int column, ref float gradient)
    {
        double sum = 0;
        for (int row = 0; row < dY.Rows; row++) sum += Row(dY, row)[column];
        gradient += (float)sum;
    }

    private double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)Operand(a[i]) * Operand(b[i]);
        return sum;
    }

    private float Operand(float value) => Precision == Precision.BFloat16 ? BFloat16Bits.Round(value) : value;

    private static Span<float> Row(Tensor tensor, int row) => tensor.AsSpan().Slice(row * tensor.Columns, tensor.Columns);
}
