namespace Matiz.Formats.Onnx;

/// <summary>A weight of a graph.</summary>
/// <param name="Name">What PyTorch's module calls it.</param>
/// <param name="Tensor">The numbers.</param>
/// <param name="IsTurned">Whether they lie as [inputs, outputs] where PyTorch has [outputs, inputs].</param>
internal sealed record OnnxWeight(string Name, TensorProto Tensor, bool IsTurned);

/// <summary>
/// Finds the weights of a graph by what its nodes do with its tensors. A linear layer on rows of rows is MatMul by a turned matrix of no
/// name, then Add of a bias; on rows it is Gemm, whose matrix keeps name and axes. A node of PyTorch's exporter is called by the path of
/// its module (<c>/bert/pooler/dense/Gemm</c>); where it is not, the name of the bias says the layer.
/// </summary>
internal sealed class OnnxNames
{
    private const string Weight = ".weight", Bias = ".bias";

    private readonly string _path;
    private readonly Dictionary<string, TensorProto> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Source, bool IsTurned)> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxWeight> _found = new(StringComparer.Ordinal);

    /// <summary>Looks through a graph.</summary>
    /// <exception cref="OnnxException">A matrix belongs to no layer that the graph names, or to two.</exception>
    public OnnxNames(string path, GraphProto graph)
    {
        _path = path;
        foreach (var tensor in graph.Initializer) AddTensor(tensor.Name, tensor);
        foreach (var node in graph.Node) Index(node);
        foreach (var node in graph.Node) Look(node);
        foreach (var (name, tensor) in _tensors)
        {
            if (IsParameter(name) && OnnxTypes.IsFloat(tensor.DataType)) _found.TryAdd(name, new OnnxWeight(name, tensor, IsTurned: false));
        }
    }

    /// <summary>Every weight, in the order of the nodes that read them.</summary>
    public IReadOnlyCollection<OnnxWeight> Weights => _found.Values;

    private static bool IsParameter(string name) =>
        !name.StartsWith("onnx::", StringComparison.Ordinal) && !name.StartsWith('/')
        && (name.EndsWith(Weight, StringComparison.Ordinal) || name.EndsWith(Bias, StringComparison.Ordinal)
            || name.EndsWith(".gamma", StringComparison.Ordinal) || name.EndsWith(".beta", StringComparison.Ordinal));

    private void AddTensor(string name, TensorProto tensor)
    {
        if (!_tensors.TryAdd(name, tensor))
            throw new OnnxException(_path, $"the graph has two tensors '{name}', expected one. {OnnxException.Damaged}");
    }

    // Constants are tensors as well; a copy, or a turned copy, of a tensor stands for it.
    private void Index(NodeProto node)
    {
        foreach (string input in node.Input)
        {
            if (!_readers.TryGetValue(input, out var readers)) _readers.Add(input, readers = []);
            readers.Add(node);
        }

        if (node.Output.Count != 1) return;
        string output = node.Output[0];
        if (node.OpType is "Constant" && node.Attribute.FirstOrDefault(attribute => attribute.T is not null) is { } value)
            AddTensor(output, value.T);
        else if (node.OpType is "Identity" && node.Input.Count == 1)
            _aliases.TryAdd(output, (node.Input[0], false));
        else if (node.OpType is "Transpose" && node.Input.Count == 1 && IsTurn(node))
            _aliases.TryAdd(output, (node.Input[0], true));
    }

    private static bool IsTurn(NodeProto node) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name is "perm") is not { } order || order.Ints.SequenceEqual([1L, 0L]);

    private void Look(NodeProto node)
    {
        switch (node.OpType)
        {
            case "MatMul": LookAtMatrix(node, 1, hasTurnedRows: true, LayerOf(node) ?? LayerOfBias(node)); break;
            case "Gemm":
                LookAtMatrix(node, 1, hasTurnedRows: Number(node, "transB") == 0, LayerOf(node));
                LookAtVector(node, 2, Bias);
                break;
            case "Add": LookAtVector(node, 0, Bias); LookAtVector(node, 1, Bias); break;
            case "Mul": LookAtVector(node, 0, Weight); LookAtVector(node, 1, Weight); break;
            case "LayerNormalization": LookAtVector(node, 1, Weight); LookAtVector(node, 2, Bias); break;
            case "Gather": LookAtTable(node); break;
            default: break;
        }
    }

    private void LookAtMatrix(NodeProto node, int input, bool hasTurnedRows, string? layer)
    {
        if (Find(node, input) is not var (name, tensor, isTurned) || tensor.Dims.Count != 2) return;
        if (!OnnxTypes.IsFloat(tensor.DataType))
        {
            throw new OnnxException(
                _path, $"tensor '{name}' of node '{node.Name}' holds no floating-point numbers, expected the matrix of a layer. "
                + "Take the export that is not quantized.");
        }

        string? found = IsParameter(name) ? name : layer is null ? null : layer + Weight;
        if (found is null)
        {
            throw new OnnxException(
                _path, $"tensor '{name}' is the matrix of node '{node.Name}', which belongs to no layer that the graph names. "
                + "A node named by the path of its module, or a bias with a name, was expected. Take the model's other weights.");
        }

        Add(found, tensor, hasTurnedRows != isTurned, name);
    }

    // One that several layers share, because all its numbers are equal there, is that of each of them.
    private void LookAtVector(NodeProto node, int input, string end)
    {
        if (Find(node, input) is not var (name, tensor, _) || tensor.Dims.Count != 1 || !OnnxTypes.IsFloat(tensor.DataType)) return;
        if (IsParameter(name)) Add(name, tensor, isTurned: false, name);
        if (LayerOf(node) is { } layer && !_tensors.ContainsKey(layer + end)) Add(layer + end, tensor, isTurned: false, name);
    }

    private void LookAtTable(NodeProto node)
    {
        if (Find(node, 0) is not var (name, tensor, isTurned) || tensor.Dims.Count != 2 || !OnnxTypes.IsFloat(tensor.DataType)) return;
        string? found = IsParameter(name) ? name : LayerOf(node) is { } layer ? layer + Weight : null;
        if (found is not null) Add(found, tensor, isTurned, name);
    }

    private void Add(string name, TensorProto tensor, bool isTurned, string original)
    {
        if (_found.TryAdd(name, new OnnxWeight(name, tensor, isTurned))) return;
        var first = _found[name];
        if (ReferenceEquals(first.Tensor, tensor) && first.IsTurned == isTurned) return;
        if (ReferenceEquals(first.Tensor, tensor) && first.Tensor.Dims[0] == 1) return;
        throw new OnnxException(
            _path, $"'{name}' is read from two tensors or in two ways ('{first.Tensor.Name}', '{original}'), expected one. "
            + "Take the model's other weights.");
    }

    private (string Name, TensorProto Tensor, bool IsTurned)? Find(NodeProto node, int input)
    {
        const int MostCopies = 8;
        if (input >= node.Input.Count) return null;
        string name = node.Input[input], shown = name;
        bool isTurned = false;
        for (int copies = 0; copies < MostCopies && _aliases.TryGetValue(name, out var alias); copies++)
        {
            if (IsParameter(name)) shown = name;
            isTurned ^= alias.IsTurned;
            name = alias.Source;
        }

        if (!_tensors.TryGetValue(name, out var tensor)) return null;
        return (IsParameter(shown) && !isTurned ? shown : name, tensor, isTurned);
    }

    // `/bert/encoder/layer.0/output/dense/MatMul` is a node of bert.encoder.layer.0.output.dense.
    private static string? LayerOf(NodeProto node)
    {
        int end = node.Name.LastIndexOf('/');
        return node.Name.StartsWith('/') && end > 1 ? node.Name[1..end].Replace('/', '.') : null;
    }

    private string? LayerOfBias(NodeProto node)
    {
        if (node.Output.Count != 1 || !_readers.TryGetValue(node.Output[0], out var readers)) return null;
        foreach (var reader in readers.Where(reader => reader.OpType is "Add"))
        {
            foreach (string input in reader.Input)
            {
                if (IsParameter(input) && input.EndsWith(Bias, StringComparison.Ordinal) && _tensors.ContainsKey(input))
                    return input[..^Bias.Length];
            }
        }

        return null;
    }

    private static long Number(NodeProto node, string attribute) =>
        node.Attribute.FirstOrDefault(found => string.Equals(found.Name, attribute, StringComparison.Ordinal))?.I ?? 0;
}
