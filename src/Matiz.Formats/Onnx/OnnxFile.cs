using Google.Protobuf;
using Matiz.Formats.Arrays;

namespace Matiz.Formats.Onnx;

/// <summary>
/// The weights in the graph of an ONNX model, with the names and axes that they have in PyTorch's module: exporters rename and turn those
/// of linear layers, whose place in the graph says what they are (<see cref="OnnxNames"/>).
/// </summary>
internal sealed class OnnxFile : ArrayFile
{
    private readonly OnnxTensors _tensors;
    private readonly List<NamedArray> _arrays = [];

    private OnnxFile(string path, MappedBytes bytes)
        : base(path)
    {
        _tensors = new OnnxTensors(path);
        try
        {
            Read(Parse(path, bytes));
        }
        catch
        {
            _tensors.Dispose();
            throw;
        }
        finally
        {
            bytes.Dispose();                                        // the parsed model has copies
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedArray> Arrays => _arrays;

    /// <summary>Reads from bytes, which are closed when it returns.</summary>
    /// <param name="path">Stands in messages; weights in files of their own are looked for in its folder.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="OnnxException">The file breaks the format, is quantized, or its weights cannot be named.</exception>
    public static OnnxFile Open(string path, MappedBytes bytes) => new(path, bytes);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _tensors.Dispose();

    private static GraphProto Parse(string path, MappedBytes bytes)
    {
        if (bytes.Length > int.MaxValue)
        {
            throw new OnnxException(
                path, $"the file has {bytes.Length} bytes, expected at most {int.MaxValue} (protocol buffers hold no more). "
                + "Export the model with external data.");
        }

        var file = bytes.Span(0, (int)bytes.Length);
        if (Lookalikes.Reason(file, "an ONNX model") is { } reason) throw new OnnxException(path, reason);
        OnnxScan.Check(path, file);
        try
        {
            if (ModelProto.Parser.ParseFrom(file).Graph is { } graph) return graph;
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new OnnxException(
                path, $"the file is no ONNX model: {exception.Message.TrimEnd('.')}. {OnnxException.Damaged}", exception);
        }

        throw new OnnxException(path, $"the file holds no graph, expected an ONNX model. {OnnxException.Damaged}");
    }

    private void Read(GraphProto graph)
    {
        OnnxQuantization.Refuse(Path, graph);
        foreach (var weight in new OnnxNames(Path, graph).Weights)
        {
            if (_tensors.Measure(weight.Tensor) is not var (type, shape, length)) continue;
            var (bytes, offset) = _tensors.Open(weight.Tensor, type, length);
            var array = new MappedArray(Path, weight.Name, type, shape, bytes, offset);
            _arrays.Add(weight.IsTurned ? new PermutedArray(array, 1, 0) : array);
        }
    }
}
