using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Matiz.Formats.Arrays;

namespace Matiz.Formats.Onnx;

/// <summary>A value of a graph: an input, a tensor, or what a node makes.</summary>
/// <param name="Name">Its name.</param>
internal readonly record struct OnnxValue(string Name);

/// <summary>A tensor whose numbers are asked for when the file is written.</summary>
/// <param name="Tensor">Its name, type and shape.</param>
/// <param name="Bytes">How many bytes it has.</param>
/// <param name="Fill">Gives them, as they lie in memory.</param>
internal sealed record OnnxWeightToWrite(TensorProto Tensor, long Bytes, FillTensor<byte> Fill);

/// <summary>
/// A graph in the making: each call adds a node and gives its output. Constants of equal numbers are stored once. The opset is 17.
/// </summary>
internal sealed class OnnxGraph
{
    private const int Opset = 17, IrVersion = 8;

    private readonly GraphProto _graph = new() { Name = "matiz" };
    private readonly Dictionary<string, OnnxValue> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<OnnxWeightToWrite> _weights = [];
    private readonly HashSet<string> _weightNames = new(StringComparer.Ordinal);

    /// <summary>The weights, for the writer: their numbers are asked for one after another.</summary>
    internal IReadOnlyList<OnnxWeightToWrite> Weights => _weights;

    /// <summary>An input of whole numbers (int64).</summary>
    /// <param name="name">What callers feed.</param>
    /// <param name="axes">The names of its axes, whose lengths a caller chooses.</param>
    public OnnxValue Input(string name, params ReadOnlySpan<string> axes)
    {
        _graph.Input.Add(Value(name, OnnxTypes.Int64, axes));
        return new OnnxValue(name);
    }

    /// <summary>Gives a value the name of an output of singles.</summary>
    /// <param name="name">What callers fetch.</param>
    /// <param name="value">The value.</param>
    /// <param name="axes">The names of its axes, or their lengths in digits.</param>
    public void Output(string name, OnnxValue value, params ReadOnlySpan<string> axes)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Name = name, Input = { value.Name }, Output = { name } });
        _graph.Output.Add(Value(name, OnnxTypes.Float, axes));
    }

    /// <summary>A weight of singles; one name is stored once.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="fill">Gives its numbers when the file is written.</param>
    public OnnxValue Weight(string name, IReadOnlyList<long> shape, FillTensor<float> fill) =>
        Weight(name, OnnxTypes.Float, sizeof(float), shape, bytes => fill(MemoryMarshal.Cast<byte, float>(bytes)));

    /// <summary>A weight of signed bytes; parameters as for singles.</summary>
    public OnnxValue WeightOfBytes(string name, IReadOnlyList<long> shape, FillTensor<sbyte> fill) =>
        Weight(name, OnnxTypes.Int8, sizeof(sbyte), shape, bytes => fill(MemoryMarshal.Cast<byte, sbyte>(bytes)));

    /// <summary>A number.</summary>
    public OnnxValue Constant(float value) =>
        Constant($"f{BitConverter.SingleToInt32Bits(value):x8}", OnnxTypes.Float, [], BitConverter.GetBytes(value));

    /// <summary>Singles along one axis.</summary>
    public OnnxValue Constants(ReadOnlySpan<float> values) =>
        Constant(
            $"f[{Convert.ToHexString(MemoryMarshal.AsBytes(values))}]", OnnxTypes.Float, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>A whole number without an axis.</summary>
    public OnnxValue Whole(long value) => Constant($"i{value}", OnnxTypes.Int64, [], BitConverter.GetBytes(value));

    /// <summary>Whole numbers along one axis.</summary>
    public OnnxValue Wholes(params ReadOnlySpan<long> values) =>
        Constant($"i[{string.Join(',', values.ToArray())}]", OnnxTypes.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>A node of one output.</summary>
    /// <param name="operation">Its operator.</param>
    /// <param name="layer">The layer whose weights it reads, in PyTorch's name; null: none.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="attributes">Name and value: a whole number, a list of them, or a single.</param>
    public OnnxValue Node(
        string operation, string? layer, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Nodes(operation, layer, inputs, outputs: 1, attributes)[0];

    /// <summary>A node of several outputs.</summary>
    public OnnxValue[] Nodes(
        string operation,
        string? layer,
        ReadOnlySpan<OnnxValue> inputs,
        int outputs,
        params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string name = Unique(layer is null ? "/" + operation : $"/{layer.Replace('.', '/')}/{operation}");     // as PyTorch's exporter
        var node = new NodeProto { OpType = operation, Name = name };
        foreach (var input in inputs) node.Input.Add(input.Name);
        foreach (var (key, value) in attributes) node.Attribute.Add(Attribute(key, value));
        for (int output = 0; output < outputs; output++) node.Output.Add($"{name}_output_{output}");
        _graph.Node.Add(node);
        return [.. node.Output.Select(output => new OnnxValue(output))];
    }

    /// <summary>The model with this graph.</summary>
    public ModelProto ToModel() => new()
    {
        IrVersion = IrVersion,
        ProducerName = "matiz",
        OpsetImport = { new OperatorSetIdProto { Version = Opset } },
        Graph = _graph,
    };

    private static ValueInfoProto Value(string name, int type, ReadOnlySpan<string> axes)
    {
        var shape = new TensorShapeProto();
        foreach (string axis in axes)
        {
            shape.Dim.Add(long.TryParse(axis, CultureInfo.InvariantCulture, out long length)
                ? new TensorShapeProto.Types.Dimension { DimValue = length }
                : new TensorShapeProto.Types.Dimension { DimParam = axis });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } },
        };
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        float number => new AttributeProto { Name = name, Type = OnnxTypes.FloatAttribute, F = number },
        long[] numbers => new AttributeProto { Name = name, Type = OnnxTypes.IntsAttribute, Ints = { numbers } },
        long number => new AttributeProto { Name = name, Type = OnnxTypes.IntAttribute, I = number },
        _ => throw new ArgumentException($"an attribute of {value.GetType()} has no form here.", nameof(value)),
    };

    private OnnxValue Weight(string name, int type, long elementBytes, IReadOnlyList<long> shape, FillTensor<byte> fill)
    {
        if (_weightNames.Add(name))
        {
            var tensor = new TensorProto { Name = name, DataType = type };
            tensor.Dims.AddRange(shape);
            _graph.Initializer.Add(tensor);
            _weights.Add(new OnnxWeightToWrite(tensor, shape.Aggregate(elementBytes, (bytes, length) => checked(bytes * length)), fill));
        }

        return new OnnxValue(name);
    }

    private OnnxValue Constant(string key, int type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        if (_constants.TryGetValue(key, out var found)) return found;
        var tensor = new TensorProto { Name = $"/constant_{_constants.Count}", DataType = type, RawData = ByteString.CopyFrom(bytes) };
        foreach (long length in shape) tensor.Dims.Add(length);
        _graph.Initializer.Add(tensor);
        return _constants[key] = new OnnxValue(tensor.Name);
    }

    private string Unique(string name)
    {
        int count = _names.GetValueOrDefault(name);
        _names[name] = count + 1;
        return count == 0 ? name : $"{name}_{count}";
    }
}
