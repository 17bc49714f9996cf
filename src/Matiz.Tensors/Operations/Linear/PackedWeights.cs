using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>
/// The packed copies of a layer's weights: Wᵀ in panels of outputs for the forward product, W in panels of inputs for the
/// gradient of the input, made when one is first asked for, and the biases in one row. Made again when a parameter changed.
/// </summary>
internal sealed unsafe class PackedWeights<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LinearWeights _weights;
    private NativeBuffer? _bias;
    private NativeBuffer? _forward;
    private NativeBuffer? _backward;
    private long _forwardVersion = -1;
    private long _backwardVersion = -1;

    private PackedWeights(LinearWeights weights) => _weights = weights;

    /// <summary>The biases stacked, filled up with zeros; all zero without biases.</summary>
    public float* Bias => (float*)_bias!.Pointer;

    /// <summary>Wᵀ in panels of outputs.</summary>
    public float* Forward => (float*)_forward!.Pointer;

    /// <summary>W in panels of inputs.</summary>
    public float* Backward => (float*)_backward!.Pointer;

    /// <summary>The packed weights with <see cref="Forward"/> and <see cref="Bias"/> up to date.</summary>
    public static PackedWeights<S, V> ForForward(LinearWeights weights, WorkerPool pool)
    {
        lock (weights)
        {
            var packed = KeptIn(weights);
            if (packed._forwardVersion != weights.Version) packed.PackForward(pool);
            return packed;
        }
    }

    /// <summary>The packed weights with <see cref="Backward"/> up to date.</summary>
    public static PackedWeights<S, V> ForBackward(LinearWeights weights, WorkerPool pool)
    {
        lock (weights)
        {
            var packed = KeptIn(weights);
            if (packed._backwardVersion != weights.Version) packed.PackBackward(pool);
            return packed;
        }
    }

    private static PackedWeights<S, V> KeptIn(LinearWeights weights)
    {
        if (weights.Packed is PackedWeights<S, V> packed) return packed;
        packed = new PackedWeights<S, V>(weights);
        weights.Packed = packed;
        return packed;
    }

    private void PackForward(WorkerPool pool)
    {
        long version = _weights.Version;
        _forward ??= new NativeBuffer(
            (long)_weights.Inputs * Panels<S, V>.PaddedColumns(_weights.Outputs) * sizeof(float), hasLargePages: true);
        _bias ??= new NativeBuffer(Panels<S, V>.PaddedColumns(_weights.Outputs) * sizeof(float));
        int first = 0;
        foreach (var part in _weights.Parts)
        {
            part.BiasValues.CopyTo(new Span<float>(Bias + first, part.Rows));
            first += part.Rows;
        }

        using var parts = new NativeBuffer((long)sizeof(WeightPart) * _weights.Parts.Count);
        FillParts((WeightPart*)parts.Pointer);
        var job = new TransposeJob<S, V>
        {
            Parts = (WeightPart*)parts.Pointer,
            Inputs = _weights.Inputs,
            Outputs = _weights.Outputs,
            Destination = Forward,
        };
        pool.Run(job.TaskCount, job);
        _forwardVersion = version;
    }

    private void PackBackward(WorkerPool pool)
    {
        long version = _weights.Version;
        _backward ??= new NativeBuffer(
            (long)_weights.Outputs * Panels<S, V>.PaddedColumns(_weights.Inputs) * sizeof(float), hasLargePages: true);
        int first = 0;
        foreach (var part in _weights.Parts)
        {
            var job = new PackPanelsJob<S, V>
            {
                Source = part.Values,
                Rows = part.Rows,
                Columns = _weights.Inputs,
                Destination = Backward,
                FirstPackedRow = first,
                PackedRows = _weights.Outputs,
            };
            pool.Run(job.TaskCount, job);
            first += part.Rows;
        }

        _backwardVersion = version;
    }

    private void FillParts(WeightPart* parts)
    {
        int first = 0;
        foreach (var part in _weights.Parts)
        {
            *parts++ = new WeightPart { Values = part.Values, FirstRow = first, Rows = part.Rows };
            first += part.Rows;
        }
    }
}
