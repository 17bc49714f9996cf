using Matiz.Formats.Arrays;

namespace Matiz.Formats.Safetensors;

/// <summary>What a file's header says of one tensor; checked against the file when it was opened.</summary>
public sealed class SafetensorsTensor : MappedArray
{
    internal SafetensorsTensor(string path, string name, ArrayDType dtype, long[] shape, MappedBytes bytes, long offset)
        : base(path, name, dtype, shape, bytes, offset)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {SafetensorsDTypes.NameOf(DType)} [{string.Join(", ", Shape)}]";

    private protected override ArrayFileException NoConversion() => new SafetensorsException(
        Path,
        $"tensor '{Name}' is {SafetensorsDTypes.NameOf(DType)}, which has no conversion to single precision. "
        + "Save it as F32, F16 or BF16 first.",
        Name);
}
