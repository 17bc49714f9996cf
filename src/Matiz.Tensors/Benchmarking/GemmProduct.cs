namespace Matiz.Tensors.Benchmarking;

/// <summary>The operands and results of one shape, filled with numbers of a normal model's size.</summary>
internal sealed class GemmProduct : IDisposable
{
    private const int CheckedElements = 200;

    // Of the sum of the absolute products: a chain of 5600 roundings of half a unit in the last place errs by a tenth of this.
    private const double Tolerance = 2e-6;

    // The same where each number is rounded to eight bits first: five standard deviations of the sum of 384 such products.
    private const double NarrowTolerance = 4e-3;

    private readonly Device _device;
    private readonly GemmShape _shape;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly LinearWeights _weights;
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly Tensor _dY;
    private readonly Tensor _dX;

    public GemmProduct(Device device, GemmShape shape)
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
        _weight.Fill(values => Fill(values, 1));
        _bias.Fill(values => Fill(values, 2));
        _x.Write(values => Fill(values, 3));
        _dY.Write(values => Fill(values, 4));
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
            GemmOperation.Forward => (new Matrix(_y), k),
            GemmOperation.InputGradient => (new Matrix(_dX), n),
            _ => (new Matrix(_weight.GradientBuffer), m),
        };
        double tolerance = _device.Kernels.Linear.Precision == Precision.Float32 ? Tolerance : NarrowTolerance;
        Matrix x = new(_x), dY = new(_dY), weight = new(_weight.Value), bias = new(_bias.Value);
        for (int i = 0; i < CheckedElements; i++)
        {
            int row = (int)((long)i * (result.Rows - 1) / (CheckedElements - 1)), column = i * 37 % result.Columns;
            double sum = 0, size = 0;
            for (int p = 0; p < inner; p++)
            {
                double term = operation switch
                {
                    GemmOperation.Forward => (double)x[row, p] * weight[column, p],
                    GemmOperation.InputGradient => (double)dY[row, p] * weight[p, column],
                    _ => (double)dY[p, row] * x[p, column],
                };
                sum += term;
                size += Math.Abs(term);
            }

            if (operation == GemmOperation.Forward) sum += bias[0, column];
            if (!(Math.Abs(result[row, column] - sum) <= tolerance * (size + 1)))
            {
                throw new InvalidOperationException(
                    $"{operation} of {m} x {n} x {k} with {_device.KernelName} kernels: element ({row}, {column}) is " +
                    $"{result[row, column]:g9}, but the plain sum is {sum:g9}. " +
                    $"Set {KernelVariants.EnvironmentVariable} to another variant and report this.");
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

    // A copy that can be read here, wherever the tensor lies.
    private sealed class Matrix(Tensor tensor)
    {
        private readonly float[] _values = tensor.ToArray();

        public int Rows { get; } = tensor.Rows;

        public int Columns { get; } = tensor.Columns;

        public float this[int row, int column] => _values[(row * Columns) + column];
    }
}
