using Matiz.Formats;
using Matiz.Formats.Safetensors;

namespace Matiz.Weights;

/// <summary>One tensor of a checkpoint.</summary>
/// <param name="Name">The name by which it is read: <see cref="OriginalName"/> in today's form (see <see cref="WeightNames"/>).</param>
/// <param name="OriginalName">The name in the file.</param>
/// <param name="DType">The element type in the file.</param>
/// <param name="Shape">The lengths of the axes, slowest first; empty for a scalar. Not to be written to.</param>
/// <param name="ElementCount">The product of <paramref name="Shape"/>.</param>
/// <param name="ByteLength">The bytes in the file.</param>
/// <param name="FileName">The file, without its folder.</param>
public sealed record WeightEntry(
    string Name, string OriginalName, ArrayDType DType, long[] Shape, long ElementCount, long ByteLength, string FileName)
{
    /// <summary>The shape as messages print it, for instance <c>[768, 3072]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {SafetensorsDTypes.NameOf(DType)} {ShapeText}";
}
