using Google.Protobuf;

namespace Matiz.Formats.Onnx;

/// <summary>
/// Writes a graph with its weights: into one file, or, where they are more than protocol buffers hold, into a second one beside it.
/// </summary>
internal static class OnnxWriter
{
    /// <summary>Bytes of weights above which they lie in a file of their own; protocol buffers hold 2 GiB.</summary>
    public const long MostBytesInside = 1_900_000_000;

    // Where the weights in a second file begin: pages, so that runtimes can map them.
    private const long Alignment = 4096;

    /// <summary>Writes the files, beside the old ones and renamed, the model last.</summary>
    /// <param name="path">The model; its weights may lie in <c>path.data</c>.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="mostBytesInside">See <see cref="MostBytesInside"/>.</param>
    public static void Write(string path, OnnxGraph graph, long mostBytesInside = MostBytesInside)
    {
        long bytes = graph.Weights.Sum(weight => weight.Bytes);
        if (bytes > mostBytesInside) WriteBeside(path + ".data", graph);
        else FillInside(graph);
        var model = graph.ToModel();
        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }

    private static void FillInside(OnnxGraph graph)
    {
        foreach (var (tensor, length, fill) in graph.Weights)
        {
            byte[] bytes = new byte[length];
            fill(bytes);
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        }
    }

    private static void WriteBeside(string path, OnnxGraph graph)
    {
        AtomicFile.Write(path, stream =>
        {
            long at = 0;
            byte[] buffer = [];
            foreach (var (tensor, bytes, fill) in graph.Weights)
            {
                int length = checked((int)bytes);
                if (buffer.Length < length) buffer = new byte[length];
                fill(buffer.AsSpan(0, length));
                long start = (at + Alignment - 1) / Alignment * Alignment;
                stream.Write(new byte[start - at]);
                stream.Write(buffer.AsSpan(0, length));
                at = start + length;
                tensor.DataLocation = 1;
                Note(tensor, "location", Path.GetFileName(path));
                Note(tensor, "offset", $"{start}");
                Note(tensor, "length", $"{length}");
            }
        });
    }

    private static void Note(TensorProto tensor, string key, string value) =>
        tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}
