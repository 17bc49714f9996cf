using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>The types of tensors that are taken or given here.</summary>
internal static class TensorTypes
{
    public const string Text = "BYTES", Float = "FP32", Flag = "BOOL";
}

/// <summary>A tensor of an answer: its values in row-major order, as JSON or as bytes.</summary>
internal abstract class OutputTensor(string name, string dataType, params IReadOnlyList<int> shape)
{
    public string Name { get; } = name;

    public string DataType { get; } = dataType;

    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>The values as elements of a JSON array.</summary>
    public abstract void WriteTo(Utf8JsonWriter json);

    /// <summary>The values as bytes, little-endian; a text is its length in four bytes, and its UTF-8.</summary>
    public abstract void WriteTo(IBufferWriter<byte> bytes);
}

/// <summary>Texts.</summary>
internal sealed class TextTensor(string name, IReadOnlyList<string> values) : OutputTensor(name, TensorTypes.Text, values.Count)
{
    public override void WriteTo(Utf8JsonWriter json)
    {
        foreach (string value in values) json.WriteStringValue(value);
    }

    public override void WriteTo(IBufferWriter<byte> bytes)
    {
        foreach (string value in values)
        {
            int length = Encoding.UTF8.GetByteCount(value);
            var target = bytes.GetSpan(sizeof(int) + length);
            BinaryPrimitives.WriteInt32LittleEndian(target, length);
            Encoding.UTF8.GetBytes(value, target[sizeof(int)..]);
            bytes.Advance(sizeof(int) + length);
        }
    }
}

/// <summary>Numbers.</summary>
internal sealed class FloatTensor(string name, IReadOnlyList<float> values, params IReadOnlyList<int> shape)
    : OutputTensor(name, TensorTypes.Float, shape)
{
    public override void WriteTo(Utf8JsonWriter json)
    {
        foreach (float value in values) json.WriteNumberValue(value);
    }

    public override void WriteTo(IBufferWriter<byte> bytes)
    {
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.GetSpan(sizeof(float)), value);
            bytes.Advance(sizeof(float));
        }
    }
}

/// <summary>Yes or no.</summary>
internal sealed class FlagTensor(string name, IReadOnlyList<bool> values, params IReadOnlyList<int> shape)
    : OutputTensor(name, TensorTypes.Flag, shape)
{
    public override void WriteTo(Utf8JsonWriter json)
    {
        foreach (bool value in values) json.WriteBooleanValue(value);
    }

    public override void WriteTo(IBufferWriter<byte> bytes)
    {
        foreach (bool value in values) bytes.Write([value ? (byte)1 : (byte)0]);
    }
}
