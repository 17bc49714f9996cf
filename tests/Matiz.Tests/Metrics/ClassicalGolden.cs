using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Matiz.Testing;

namespace Matiz.Tests.Metrics;

/// <summary>
/// The arrays and expected values of scikit-learn; arrays are whole-file reads of safetensors, so that metrics stand alone.
/// </summary>
internal sealed class ClassicalGolden
{
    private readonly byte[] _data;
    private readonly JsonDocument _header;

    internal ClassicalGolden(string path)
    {
        var file = File.ReadAllBytes(path);
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        _header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        _data = file[(8 + headerLength)..];
    }

    internal static ClassicalGolden Arrays { get; } = new(SharedFiles.Golden("classical/classical.safetensors"));

    internal static JsonElement Expected { get; } =
        JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Golden("classical/metrics.json"))).RootElement;

    internal static double Value(params ReadOnlySpan<string> path)
    {
        var element = Expected;
        foreach (var key in path) element = element.GetProperty(key);
        return element.GetDouble();
    }

    internal int[] Ints(string name) => Array.ConvertAll(Read<long>(name, "I64"), static value => checked((int)value));

    internal double[] Doubles(string name) => Read<double>(name, "F64");

    private T[] Read<T>(string name, string type)
        where T : unmanaged
    {
        var entry = _header.RootElement.GetProperty(name);
        Assert.Equal(type, entry.GetProperty("dtype").GetString());
        var offsets = entry.GetProperty("data_offsets");
        return MemoryMarshal.Cast<byte, T>(_data.AsSpan(offsets[0].GetInt32()..offsets[1].GetInt32())).ToArray();
    }
}
