namespace Matiz.Tensors.Tests.Operations.Linear;

/// <summary>A layer with its operands on a device of its own, the same numbers for every device.</summary>
internal sealed class LinearCase : IDisposable
{
    private readonly List<Parameter> _parameters = [];

    public LinearCase(KernelVariant variant, int threads, int rows, int inputs, params int[] outputs)
        : this(new CpuDevice(variant, threads), rows, inputs, outputs)
    {
    }

    public LinearCase(CpuDevice device, int rows, int inputs, params int[] outputs)
    {
        Device = device;
        for (int part = 0; part < outputs.Length; part++)
        {
            _parameters.Add(Parameter($"weight{part}", [outputs[part], inputs], 10 + part, 1 / MathF.Sqrt(inputs)));
            _parameters.Add(Parameter($"bias{part}", [outputs[part]], 20 + part, 1));
        }

        Weights = new LinearWeights([.. _parameters.Where((_, i) => i % 2 == 0)], [.. _parameters.Where((_, i) => i % 2 == 1)]);
        X = Tensor.FromArray(Device, rows, inputs, Numbers(rows * inputs, 1));
        DY = Tensor.FromArray(Device, rows, Weights.Outputs, Numbers(rows * Weights.Outputs, 2));
        Y = Tensor.Zeros(Device, rows, Weights.Outputs);
        BeforeActivation = Tensor.Zeros(Device, rows, Weights.Outputs);
        DX = Tensor.FromArray(Device, rows, inputs, Numbers(rows * inputs, 3));
    }

    public CpuDevice Device { get; }

    public LinearWeights Weights { get; }

    public Tensor X { get; }

    public Tensor DY { get; }

    public Tensor Y { get; }

    public Tensor BeforeActivation { get; }

    /// <summary>Holds numbers, to be replaced or added to.</summary>
    public Tensor DX { get; }

    public LinearCase Forward(Activation activation, bool keepsBefore)
    {
        Device.Kernels.Linear.Forward(X, Weights, activation, keepsBefore ? BeforeActivation : null, Y);
        return this;
    }

    public LinearCase InputGradient(bool accumulate)
    {
        Device.Kernels.Linear.InputGradient(DY, Weights, accumulate, DX);
        return this;
    }

    public LinearCase WeightGradient()
    {
        Device.Kernels.Linear.WeightGradient(DY, X, Weights);
        return this;
    }

    public float[] WeightGradientOf(int part) => Weights.Weights[part].GradientBuffer.ToArray();

    public float[] BiasGradientOf(int part) => Weights.Biases[part].GradientBuffer.ToArray();

    /// <summary>What lies in the rows above the logical ones.</summary>
    public static unsafe float[] RoundingRows(Tensor tensor) =>
        new Span<float>(tensor.Pointer + tensor.Length, (tensor.AllocatedRows - tensor.Rows) * tensor.Columns).ToArray();

    /// <summary>Numbers between -1 and 1.</summary>
    public static float[] Numbers(int count, int seed, float scale = 1)
    {
        var random = new System.Random(seed);
        var numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = ((random.NextSingle() * 2) - 1) * scale;
        return numbers;
    }

    public void Dispose()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
        foreach (var tensor in (Tensor[])[X, DY, Y, BeforeActivation, DX]) tensor.Dispose();
        Device.Dispose();
    }

    private Parameter Parameter(string name, int[] shape, int seed, float scale)
    {
        var parameter = new Parameter(Device, name, shape);
        parameter.CopyFrom(Numbers((int)parameter.Length, seed, scale));
        return parameter;
    }
}
