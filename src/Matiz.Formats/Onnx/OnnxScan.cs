namespace Matiz.Formats.Onnx;

/// <summary>
/// Looks through the wire form of a file before it is parsed: an empty message takes two bytes of the file, and a hundred times as many
/// in memory. A true file has far fewer messages than bytes.
/// </summary>
internal ref struct OnnxScan
{
    private const int Deepest = 16, LeastMessages = 100_000, BytesOfMessage = 32;

    // The fields that hold messages, of each message that is known.
    private static readonly (Kind In, int Field, Kind Holds)[] Messages =
    [
        (Kind.Model, 7, Kind.Graph), (Kind.Model, 8, Kind.Other), (Kind.Graph, 1, Kind.Node), (Kind.Graph, 5, Kind.Tensor),
        (Kind.Graph, 11, Kind.Value), (Kind.Graph, 12, Kind.Value), (Kind.Node, 5, Kind.Attribute), (Kind.Attribute, 5, Kind.Tensor),
        (Kind.Tensor, 13, Kind.Other), (Kind.Value, 2, Kind.Type), (Kind.Type, 1, Kind.Type), (Kind.Type, 2, Kind.Shape),
        (Kind.Shape, 1, Kind.Other),
    ];

    private readonly string _path;
    private readonly long _most;
    private long _count;

    private OnnxScan(string path, long length) => (_path, _most) = (path, LeastMessages + (length / BytesOfMessage));

    private enum Kind
    {
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        Value,
        Type,
        Shape,
        Other,
    }

    /// <summary>Checks a whole file.</summary>
    /// <exception cref="OnnxException">It has too many messages, a shape of too many axes, or is no such file.</exception>
    public static void Check(string path, ReadOnlySpan<byte> file) => new OnnxScan(path, file.Length).Walk(file, Kind.Model, depth: 0);

    private void Walk(ReadOnlySpan<byte> bytes, Kind kind, int depth)
    {
        const int Dims = 1, MostDimsBytes = 512;
        if (++_count > _most || depth > Deepest) throw Fault("has more messages than a model needs");
        long axes = 0;
        for (int at = 0; at < bytes.Length;)
        {
            ulong key = Varint(bytes, ref at);
            int field = (int)Math.Min(key >> 3, int.MaxValue);
            int length = (key & 7) switch
            {
                0 => SkipVarint(bytes, at),
                1 => 8,
                2 => checked((int)Math.Min(Varint(bytes, ref at), int.MaxValue)),
                5 => 4,
                _ => throw Fault("is not of the wire form of protocol buffers"),
            };
            if (length > bytes.Length - at) throw Fault("ends inside a field");
            if (kind == Kind.Tensor && field == Dims && (axes += length) > MostDimsBytes) throw Fault("has a tensor of too many axes");
            if ((key & 7) == 2 && Holds(kind, field) is { } inner) Walk(bytes.Slice(at, length), inner, depth + 1);
            at += length;
        }
    }

    private static Kind? Holds(Kind kind, int field)
    {
        foreach (var message in Messages)
        {
            if (message.In == kind && message.Field == field) return message.Holds;
        }

        return null;
    }

    private readonly int SkipVarint(ReadOnlySpan<byte> bytes, int at)
    {
        int start = at;
        Varint(bytes, ref at);
        return at - start;
    }

    private readonly ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (at == bytes.Length) break;
            byte part = bytes[at++];
            value |= (ulong)(part & 127) << Math.Min(shift, 63);
            if (part < 128) return value;
        }

        throw Fault("ends inside a number");
    }

    private readonly OnnxException Fault(string reason) => new(
        _path, $"the file {reason}, expected an ONNX model. {OnnxException.Damaged}");
}
