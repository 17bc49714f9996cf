namespace Matiz.Tensors.Benchmarking;

/// <summary>The operands and results of one shape, filled with numbers of a normal model's size.</summary>
internal sealed class GemmProduct : IDisposable
{
    private const int CheckedElements = 200;

    // Of the sum of the absolute products: a chain of 5600 roundings of half a unit in the last place errs by a tenth of this.
    private const double Tolerance = 2e-6;

    private readonly CpuDevice _device;
    private readonly GemmShape _shape;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly LinearWeights _weights;
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly Tensor _dY;
    private readonly Tensor _dX;

    public GemmProduct(CpuDevice device, GemmShape shape)
    {
        _device = device;
        _shape = shape;
        _weight = new Parameter(device, "weight", [shape.N, shape.K]);
        _bias = new Parameter(device, "bias", [shape.N]);
        _weights = new LinearWeights(_weight, _bias);
        _x = Tensor.Zeros(device, shape.M, shape.K);
        _y = Tensor.Zeros(device, shape.M, shape.N);
        _dY = Tensor.Zeros(device, shape.M, shape.N);
        _dX = Tensor.Zeros(device, shape.M, shape.K);
        Fill(_weight.Value.AsSpan(), 1);
        Fill(_bias.Value.AsSpan(), 2);
        Fill(_x.AsSpan(), 3);
        Fill(_dY.AsSpan(), 4);
        _weight.Changed();
        _bias.Changed();
    }

    /// <summary>Floating-point operations of each product.</summary>
    public double Flops => 2.0 * _shape.M * _shape.N * _shape.K;

    public void Run(GemmOperation operation)
    {
        var kernel = _device.Kernels.Linear;
        switch (operation)
        {
            case GemmOperation.Forward: kernel.Forward(_x, _weights, Activation.None, beforeActivation: null, _y); break;
            case GemmOperation.InputGradient: kernel.InputGradient(_dY, _weights, accumulate: false, _dX); break;
            case GemmOperation.WeightGradient: kernel.WeightGradient(_dY, _x, _weights); break;
            default: throw new ArgumentOutOfRangeException(nameof(operation), operation, "unknown product");
        }
    }

    /// <summary>Compares elements all over the result of the first run with plain sums in double precision.</summary>
    /// <exception cref="InvalidOperationException">One differs.</exception>
    public void Check(GemmOperation operation)
    {
        var (m, n, k) = _shape;
        var (result, inner) = operation switch
        {
            GemmOperation.Forward => (_y, k),
            GemmOperation.InputGradient => (_dX, n),
            _ => (_weight.GradientBuffer, m),
        };
        for (int i = 0; i < CheckedElements; i++)
        {
            int row = (int)((long)i * (result.Rows - 1) / (CheckedElements - 1)), column = i * 37 % result.Columns;
            double sum = 0, size = 0;
            for (int p = 0; p < inner; p++)
            {
                double term = operation switch
                {
                    GemmOperation.Forward => (double)At(_x, row, p) * At(_weight.Value, column, p),
                    GemmOperation.InputGradient => (double)At(_dY, row, p) * At(_weight.Value, p, column),
                    _ => (double)At(_dY, p, row) * At(_x, p, column),
                };
                sum += term;
                size += Math.Abs(term);
            }

            if (operation == GemmOperation.Forward) sum += At(_bias.Value, 0, column);
            if (!(Math.Abs(At(result, row, column) - sum) <= Tolerance * (size + 1)))
            {
                throw new InvalidOperationException(
                    $"{operation} of {m} x {n} x {k} with {KernelVariants.NameOf(_device.Variant)} kernels: element ({row}, {column}) is " +
                    $"{At(result, row, column):g9}, but the plain sum is {sum:g9}. Set {KernelVariants.EnvironmentVariable} to another variant and report this.");
            }
        }
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
        _x.Dispose();
        _y.Dispose();
        _dY.Dispose();
        _dX.Dispose();
    }

    private static float At(Tensor tensor, int row, int column) => tensor.AsSpan()[(row * tensor.Columns) + column];

    // Numbers in [-0.5, 0.5).
    private static void Fill(Span<float> values, uint stream)
    {
        uint state = stream * 0x9E3779B9;
        for (int i = 0; i < values.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            values[i] = ((state >> 8) * (1f / (1 << 24))) - 0.5f;
        }
    }
}
