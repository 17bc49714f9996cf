namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Plain loops of 8-bit integers: the same integers, sums and scaled results as every kernel, bit for bit.</summary>
internal sealed unsafe class LinearInt8Reference : LinearKernel
{
    private readonly LinearReference _floats = new(Precision.Float32);

    public override Precision Precision => Precision.Int8;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y)
    {
        if (!Int8Layers.Computes(weights))
        {
            _floats.Forward(x, weights, activation, beforeActivation, y);
            return;
        }

        int inputs = weights.Inputs;
        var product = beforeActivation ?? y;
        var (rows, rowScales) = Quantize(x.Pointer, x.Rows, inputs);
        int column = 0;
        foreach (var part in weights.Parts)
        {
            var (outputs, scales) = QuantizedOf(part, inputs);
            for (int n = 0; n < part.Rows; n++, column++)
            {
                float bias = part.Bias is null ? 0 : part.BiasValues[n];
                for (int row = 0; row < x.Rows; row++)
                {
                    int sum = Dot(rows.AsSpan(row * inputs, inputs), outputs.AsSpan(n * inputs, inputs));
                    product.AsSpan()[(row * product.Columns) + column] =
                        MathF.FusedMultiplyAdd(sum, rowScales[row] * scales[n], bias);
                }
            }
        }

        var activations = x.Device.Kernels.Activation;
        if (beforeActivation is null) activations.ForwardNarrow(product, activation, y);
        else activations.Forward(product, activation, y);
    }

    public override void InputGradient(Tensor dY, LinearWeights weights, bool accumulate, Tensor dX) => throw ForwardOnly();

    public override void WeightGradient(Tensor dY, Tensor x, LinearWeights weights) => throw ForwardOnly();

    private static (sbyte[] Values, float[] Scales) QuantizedOf(LinearPart part, int inputs) =>
        part.Weight.Quantized is { } quantized
            ? (quantized.Values.Slice(part.FirstRow * inputs, part.Rows * inputs).ToArray(),
                quantized.Scales.Slice(part.FirstRow, part.Rows).ToArray())
            : Quantize(part.Values, part.Rows, inputs);

    private static (sbyte[] Values, float[] Scales) Quantize(float* values, int rows, int columns)
    {
        var quantized = new sbyte[rows * columns];
        var scales = new float[rows];
        fixed (sbyte* first = quantized)
        {
            for (int row = 0; row < rows; row++)
                scales[row] = QuantizedRows.Quantize(values + ((long)row * columns), columns, first + ((long)row * columns));
        }

        return (quantized, scales);
    }

    private static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        int sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
