using Matiz.Tensors.Memory;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// The weights of a layer as 8-bit integers in the panels of a tile kernel, with the scale, the bias and the correction of each output,
/// all filled up with zeros to whole panels. Made again when a parameter changed.
/// </summary>
internal sealed unsafe class PackedInt8Weights
{
    private readonly LinearWeights _weights;
    private readonly DotTileKernel _tile;
    private NativeBuffer? _panels;
    private NativeBuffer? _scales;
    private NativeBuffer? _biases;
    private NativeBuffer? _corrections;
    private long _version = -1;

    private PackedInt8Weights(LinearWeights weights, DotTileKernel tile)
    {
        _weights = weights;
        _tile = tile;
        Groups = DotElements.GroupsOf(tile.Element, weights.Inputs);
    }

    /// <summary>Groups of an output.</summary>
    public int Groups { get; }

    /// <summary>[panels][groups][columns]</summary>
    public byte* Panels => _panels!.Pointer;

    /// <summary>The scale of each output.</summary>
    public float* Scales => (float*)_scales!.Pointer;

    /// <summary>The bias of each output; zeros without biases.</summary>
    public float* Biases => (float*)_biases!.Pointer;

    /// <summary>What is added to each output's sums; null: nothing.</summary>
    public int* Corrections => _tile.Element == DotElement.OffsetInt8 ? (int*)_corrections!.Pointer : null;

    /// <summary>The packed weights, up to date.</summary>
    /// <param name="weights">The layer.</param>
    /// <param name="tile">Who multiplies them.</param>
    /// <param name="quantizer">Quantizes a row into what the tile has in B.</param>
    /// <param name="pool">Shares the work.</param>
    public static PackedInt8Weights For(LinearWeights weights, DotTileKernel tile, RowQuantizer quantizer, WorkerPool pool)
    {
        lock (weights)
        {
            if (weights.Packed is not PackedInt8Weights packed || packed._tile != tile)
                weights.Packed = packed = new PackedInt8Weights(weights, tile);
            if (packed._version != weights.Version) packed.Pack(quantizer, pool);
            return packed;
        }
    }

    private void Pack(RowQuantizer quantizer, WorkerPool pool)
    {
        long version = _weights.Version;
        long columns = (long)(_weights.Outputs + _tile.Columns - 1) / _tile.Columns * _tile.Columns;
        _panels ??= new NativeBuffer(DotPanelJob<Int8WeightRows>.BytesOf(_weights.Outputs, Groups, _tile.Columns), hasLargePages: true);
        _scales ??= new NativeBuffer(columns * sizeof(float));
        _biases ??= new NativeBuffer(columns * sizeof(float));
        _corrections ??= new NativeBuffer(columns * sizeof(int));
        using var parts = new NativeBuffer((long)sizeof(Int8WeightPart) * _weights.Parts.Count);
        int first = 0;
        var next = (Int8WeightPart*)parts.Pointer;
        foreach (var part in _weights.Parts)
        {
            part.BiasValues.CopyTo(new Span<float>(Biases + first, part.Rows));
            *next++ = new Int8WeightPart(part, first);
            first += part.Rows;
        }

        var job = new DotPanelJob<Int8WeightRows>
        {
            Rows = new Int8WeightRows
            {
                Parts = (Int8WeightPart*)parts.Pointer,
                Inputs = _weights.Inputs,
                Quantizer = quantizer,
                Scales = Scales,
                Corrections = Corrections,
            },
            Outputs = _weights.Outputs,
            Groups = Groups,
            Columns = _tile.Columns,
            Destination = (uint*)Panels,
        };
        pool.Run(job.TaskCount, job);
        GC.KeepAlive(_weights);
        _version = version;
    }
}

/// <summary>Some rows of a stacked weight: numbers, and the integers that they were read from, where there are such.</summary>
internal readonly unsafe struct Int8WeightPart
{
    public readonly float* Values;
    public readonly sbyte* Quantized;
    public readonly float* Scales;
    public readonly int FirstRow;
    public readonly int Rows;

    public Int8WeightPart(LinearPart part, int firstRow)
    {
        Values = part.Values;
        if (part.Weight.Quantized is { } quantized)
        {
            Quantized = quantized.Pointer + ((long)part.FirstRow * part.Weight.Value.Columns);
            Scales = quantized.ScalePointer + part.FirstRow;
        }

        FirstRow = firstRow;
        Rows = part.Rows;
    }
}

/// <summary>The outputs of a layer, quantized one by one, or as they were read.</summary>
internal unsafe struct Int8WeightRows : IGroupRows
{
    public Int8WeightPart* Parts;
    public int Inputs;
    public RowQuantizer Quantizer;
    public float* Scales;

    /// <summary>Get minus 128 times the sum of each row; null: not needed.</summary>
    public int* Corrections;

    public readonly void Write(int row, int groups, uint* destination)
    {
        var part = Parts;
        while (row >= part->FirstRow + part->Rows) part++;
        long place = row - part->FirstRow;
        if (part->Quantized != null)
        {
            new Span<uint>(destination, groups).Clear();
            Copy(part->Quantized + (place * Inputs), (byte*)destination);
            Scales[row] = part->Scales[place];
        }
        else
        {
            Scales[row] = Quantizer.Quantize(part->Values + (place * Inputs), Inputs, (byte*)destination, groups * DotTile.GroupBytes);
        }

        if (Corrections != null) Corrections[row] = -OffsetInt8Element.Offset * Sum(new ReadOnlySpan<sbyte>(destination, Inputs));
    }

    private readonly void Copy(sbyte* source, byte* destination)
    {
        if (Quantizer.Element == DotElement.Int8)
        {
            new ReadOnlySpan<sbyte>(source, Inputs).CopyTo(new Span<sbyte>(destination, Inputs));
            return;
        }

        for (int i = 0; i < Inputs; i++) Int16Element.Put(source[i], i, destination);
    }

    private static int Sum(ReadOnlySpan<sbyte> values)
    {
        int sum = 0;
        foreach (sbyte value in values) sum += value;
        return sum;
    }
}
