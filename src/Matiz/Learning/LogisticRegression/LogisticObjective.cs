using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// The mean objective f = Σ wᵢ ℓᵢ / Σ wᵢ + ½ λ ‖W‖², λ = 1 / (C · Σ wᵢ), and its gradient, in one visit of the features.
/// </summary>
/// <remarks>
/// Parameters lie as [outputs, stride]: the weights of an output, its intercept, zeros. Rows are cut into at most 32 blocks by their
/// number; each block sums for itself, and the blocks' sums are added in order.
/// </remarks>
internal sealed unsafe class LogisticObjective
{
    private const int MaxBlocks = 32;
    private const int MinBlockRows = 256;
    private const long MaxPartialBytes = 256L << 20;
    private readonly RowKernel _kernel;
    private readonly FeatureMatrix _features;
    private readonly int[] _columns;                            // the class of each row
    private readonly double[] _weights;                         // they sum to 1
    private readonly double _lambda;
    private readonly double _one;                               // what stands in the intercept's column: 1, or 0 without intercepts
    private readonly int? _threads;
    private readonly CancellationToken _cancellation;
    private readonly int _blockRows;
    private readonly Block[] _blocks;

    public LogisticObjective(
        RowKernel kernel, FeatureMatrix features, TrainingLabels labels, LogisticRegressionOptions options, CancellationToken cancellation)
    {
        (_kernel, _features, _columns, _threads, _cancellation) = (kernel, features, labels.Columns, options.Threads, cancellation);
        _weights = (double[])options.ClassWeight.Apply(labels).Clone();
        double total = _weights.Sum();
        for (int row = 0; row < _weights.Length; row++) _weights[row] /= total;
        bool penalised = double.IsFinite(options.C);
        Scale = penalised ? options.C * total : total;
        _lambda = penalised ? 1 / Scale : 0;
        _one = options.FitIntercept ? 1 : 0;
        Outputs = labels.Classes.Length == 2 ? 1 : labels.Classes.Length;
        Stride = RowKernel.Stride(features.Columns + 1);
        Length = checked(Outputs * Stride);

        int most = (int)Math.Clamp(MaxPartialBytes / (sizeof(double) * (long)Length), 1, MaxBlocks);
        _blockRows = Math.Max(MinBlockRows, RowKernel.Stride((features.Rows + most - 1) / most));
        _blocks = new Block[(features.Rows + _blockRows - 1) / _blockRows];
        for (int i = 0; i < _blocks.Length; i++) _blocks[i] = new Block(Outputs, Stride);
    }

    /// <summary>One a class, or a single one for two classes.</summary>
    public int Outputs { get; }

    /// <summary>From one output's parameters to the next's.</summary>
    public int Stride { get; }

    /// <summary>Outputs · stride.</summary>
    public int Length { get; }

    /// <summary>What the mean objective is multiplied by to give C · Σ wᵢ ℓᵢ + ½‖W‖².</summary>
    public double Scale { get; }

    /// <summary>The strength of the penalty in the mean objective.</summary>
    public double Lambda => _lambda;

    /// <summary>The weight of each row; they sum to 1.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>What stands in the intercept's column of a tile.</summary>
    public double One => _one;

    /// <summary>Threads at most.</summary>
    public int? Threads => _threads;

    /// <summary>How often it was computed.</summary>
    public int Evaluations { get; private set; }

    /// <summary>f, and its gradient into <paramref name="gradient"/>; both [outputs, stride].</summary>
    public double Evaluate(AlignedArray<double> parameters, AlignedArray<double> gradient)
    {
        Evaluations++;
        FixedBlocks.Run(_blocks.Length, _threads, block => Visit(block, parameters.Pointer), _cancellation);
        double loss = 0;
        gradient.Span.Clear();
        foreach (var block in _blocks)
        {
            loss += block.Loss;
            _kernel.AddScaled(1, block.Gradient.Pointer, Length, gradient.Pointer);
        }

        if (_lambda > 0) loss += AddPenalty(parameters, gradient);
        GC.KeepAlive(parameters);
        return loss;
    }

    private double AddPenalty(AlignedArray<double> parameters, AlignedArray<double> gradient)
    {
        double squares = 0;
        for (int k = 0; k < Outputs; k++)
        {
            var w = parameters.Span.Slice(k * Stride, _features.Columns);
            var g = gradient.Span.Slice(k * Stride, _features.Columns);
            for (int j = 0; j < w.Length; j++)
            {
                squares += w[j] * w[j];
                g[j] += _lambda * w[j];
            }
        }

        return 0.5 * _lambda * squares;
    }

    private void Visit(int number, double* parameters)
    {
        var block = _blocks[number];
        block.Gradient.Span.Clear();
        double loss = 0;
        fixed (float* rows = _features.Values)
        {
            int columns = _features.Columns, end = Math.Min(_features.Rows, (number + 1) * _blockRows);
            for (int row = number * _blockRows; row < end; row += RowKernel.TileRows)
            {
                int count = Math.Min(RowKernel.TileRows, end - row);
                _kernel.Load(rows + ((long)row * columns), count, columns, _one, Stride, block.Tile.Pointer);
                _kernel.Logits(block.Tile.Pointer, parameters, Outputs, Stride, block.Logits.Pointer);
                loss += Outputs == 1 ? BinaryResiduals(block, row, count) : Residuals(block, row, count);
                _kernel.AddOuter(block.Logits.Pointer, block.Tile.Pointer, Outputs, Stride, Stride, block.Gradient.Pointer);
            }
        }

        block.Loss = loss;
    }

    // ℓ = ln Σₖ exp(zₖ) − z_y   ⇒   dℓ/dzₖ = pₖ − [k = y]
    private double Residuals(Block block, int row, int count)
    {
        var z = block.Logits.Span;
        Span<double> own = stackalloc double[RowKernel.TileRows], weight = stackalloc double[RowKernel.TileRows];
        own.Clear();
        weight.Clear();
        for (int r = 0; r < count; r++)
        {
            own[r] = z[(_columns[row + r] * RowKernel.TileRows) + r];
            weight[r] = _weights[row + r];
        }

        _kernel.Softmax(block.Logits.Pointer, Outputs, block.LogSums.Pointer);
        double loss = 0;
        for (int r = 0; r < count; r++)
        {
            loss += weight[r] * (block.LogSums.Span[r] - own[r]);
            z[(_columns[row + r] * RowKernel.TileRows) + r] -= 1;
        }

        for (int i = 0; i < z.Length; i += RowKernel.TileRows)
        {
            var residuals = z.Slice(i, RowKernel.TileRows);
            for (int r = 0; r < residuals.Length; r++) residuals[r] *= weight[r];
        }

        return loss;
    }

    // ℓ = ln(1 + exp(z)) − y z   ⇒   dℓ/dz = σ(z) − y
    private double BinaryResiduals(Block block, int row, int count)
    {
        var z = block.Logits.Span;
        Span<double> own = stackalloc double[RowKernel.TileRows];
        for (int r = 0; r < count; r++) own[r] = _columns[row + r] * z[r];
        _kernel.Sigmoid(block.Logits.Pointer, block.LogSums.Pointer);
        double loss = 0;
        for (int r = 0; r < RowKernel.TileRows; r++)
        {
            if (r >= count)
            {
                z[r] = 0;
                continue;
            }

            loss += _weights[row + r] * (block.LogSums.Span[r] - own[r]);
            z[r] = _weights[row + r] * (z[r] - _columns[row + r]);
        }

        return loss;
    }

    /// <summary>What one block of rows needs for itself.</summary>
    private sealed class Block(int outputs, int stride)
    {
        public AlignedArray<double> Gradient { get; } = new(outputs * stride);

        public AlignedArray<double> Tile { get; } = new(RowKernel.TileRows * stride);

        public AlignedArray<double> Logits { get; } = new(RowKernel.TileRows * outputs);

        public AlignedArray<double> LogSums { get; } = new(RowKernel.TileRows);

        public double Loss { get; set; }
    }
}
