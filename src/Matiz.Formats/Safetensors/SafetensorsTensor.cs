namespace Matiz.Formats.Safetensors;

/// <summary>What a file's header says of one tensor; checked against the file when it was opened.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(string name, ArrayDType dtype, long[] shape, long elementCount, long offset, long byteLength) =>
        (Name, DType, Shape, ElementCount, Offset, ByteLength) = (name, dtype, shape, elementCount, offset, byteLength);

    /// <summary>The tensor's name, for instance <c>bert.pooler.dense.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public ArrayDType DType { get; }

    /// <summary>The lengths of the axes, slowest first; empty for a scalar. Not to be written to.</summary>
    public long[] Shape { get; }

    /// <summary>The product of <see cref="Shape"/>; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>The first byte of the data, from the start of the file.</summary>
    public long Offset { get; }

    /// <summary>The bytes of the data.</summary>
    public long ByteLength { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {SafetensorsDTypes.NameOf(DType)} [{string.Join(", ", Shape)}]";
}
