using Matiz.Tensors.Memory;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// The copies of a layer's weights rounded to bfloat16: Wᵀ in panels of outputs for the forward product, W in panels of inputs for the
/// gradient of the input, and the biases, in 32 bits, in one row. Made when first asked for, and again when a parameter changed.
/// </summary>
internal sealed unsafe class BFloat16Weights
{
    private readonly LinearWeights _weights;
    private readonly int _columns;
    private NativeBuffer? _bias;
    private NativeBuffer? _forward;
    private NativeBuffer? _backward;
    private long _forwardVersion = -1;
    private long _backwardVersion = -1;

    private BFloat16Weights(LinearWeights weights, int columns) => (_weights, _columns) = (weights, columns);

    /// <summary>The biases stacked; all zero without biases.</summary>
    public float* Bias => (float*)_bias!.Pointer;

    /// <summary>Wᵀ in panels of outputs, groups along the inputs.</summary>
    public byte* Forward => _forward!.Pointer;

    /// <summary>W in panels of inputs, groups along the outputs.</summary>
    public byte* Backward => _backward!.Pointer;

    /// <summary>The packed weights with <see cref="Forward"/> and <see cref="Bias"/> up to date.</summary>
    /// <param name="weights">The layer.</param>
    /// <param name="columns">Columns of a panel.</param>
    /// <param name="pool">The threads that pack.</param>
    public static BFloat16Weights ForForward(LinearWeights weights, int columns, WorkerPool pool)
    {
        lock (weights)
        {
            var packed = KeptIn(weights, columns);
            if (packed._forwardVersion != weights.Version) packed.PackForward(pool);
            return packed;
        }
    }

    /// <summary>The packed weights with <see cref="Backward"/> up to date.</summary>
    /// <param name="weights">The layer.</param>
    /// <param name="columns">Columns of a panel.</param>
    /// <param name="pool">The threads that pack.</param>
    public static BFloat16Weights ForBackward(LinearWeights weights, int columns, WorkerPool pool)
    {
        lock (weights)
        {
            var packed = KeptIn(weights, columns);
            if (packed._backwardVersion != weights.Version) packed.PackBackward(pool);
            return packed;
        }
    }

    private static BFloat16Weights KeptIn(LinearWeights weights, int columns)
    {
        if (weights.Packed is BFloat16Weights packed && packed._columns == columns) return packed;
        packed = new BFloat16Weights(weights, columns);
        weights.Packed = packed;
        return packed;
    }

    private void PackForward(WorkerPool pool)
    {
        long version = _weights.Version;
        int groups = DotElements.GroupsOf(DotElement.BFloat16, _weights.Inputs);
        _forward ??= new NativeBuffer(DotPanelJob<BFloat16WeightRows>.BytesOf(_weights.Outputs, groups, _columns), hasLargePages: true);
        _bias ??= new NativeBuffer((long)_weights.Outputs * sizeof(float));
        int first = 0;
        foreach (var part in _weights.Parts)
        {
            part.BiasValues.CopyTo(new Span<float>(Bias + first, part.Rows));
            first += part.Rows;
        }

        using var parts = Parts();
        var job = new DotPanelJob<BFloat16WeightRows>
        {
            Rows = new BFloat16WeightRows { Parts = (WeightPart*)parts.Pointer, Inputs = _weights.Inputs },
            Outputs = _weights.Outputs,
            Groups = groups,
            Columns = _columns,
            Destination = (uint*)Forward,
        };
        pool.Run(job.TaskCount, job);
        _forwardVersion = version;
    }

    private void PackBackward(WorkerPool pool)
    {
        long version = _weights.Version;
        int groups = DotElements.GroupsOf(DotElement.BFloat16, _weights.Outputs);
        _backward ??= new NativeBuffer(DotPanelJob<BFloat16WeightRows>.BytesOf(_weights.Inputs, groups, _columns), hasLargePages: true);
        using var parts = Parts();
        var job = new BFloat16PanelJob
        {
            Parts = (WeightPart*)parts.Pointer,
            Rows = _weights.Outputs,
            Columns = _weights.Inputs,
            Groups = groups,
            PanelColumns = _columns,
            Destination = (uint*)Backward,
        };
        pool.Run(job.TaskCount, job);
        _backwardVersion = version;
    }

    private NativeBuffer Parts()
    {
        var buffer = new NativeBuffer((long)sizeof(WeightPart) * _weights.Parts.Count);
        var place = (WeightPart*)buffer.Pointer;
        int first = 0;
        foreach (var part in _weights.Parts)
        {
            *place++ = new WeightPart { Values = part.Values, FirstRow = first, Rows = part.Rows };
            first += part.Rows;
        }

        return buffer;
    }
}
