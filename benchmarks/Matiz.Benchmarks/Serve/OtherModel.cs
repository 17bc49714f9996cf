using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Matiz.Benchmarks.Serve;

/// <summary>A copy of a classifier that answers otherwise: the bias of its head is another.</summary>
internal static class OtherModel
{
    private const string Weights = "model.safetensors", Bias = "classifier.bias";

    /// <summary>Copies a folder's files over those of another, made if absent.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Join(to, Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Writes the copy.</summary>
    public static void Write(string from, string to)
    {
        Copy(from, to);
        string path = Path.Join(to, Weights);
        byte[] bytes = File.ReadAllBytes(path);
        int header = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        using var tensors = JsonDocument.Parse(bytes.AsMemory(8, header));
        var offsets = tensors.RootElement.GetProperty(Bias).GetProperty("data_offsets");
        int begin = 8 + header + offsets[0].GetInt32(), end = 8 + header + offsets[1].GetInt32();
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(begin..end));
        for (int i = 0; i < values.Length; i++) values[i] += i / 10f;
        File.WriteAllBytes(path, bytes);
    }
}
