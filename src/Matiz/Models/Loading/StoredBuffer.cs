using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>
/// An integer tensor that the reference once stored beside the weights (<c>embeddings.position_ids</c>): no arithmetic reads it, but it
/// is part of the file, so it is kept bit for bit and written back.
/// </summary>
internal sealed record StoredBuffer(string Name, ArrayDType DType, long[] Shape, byte[] Bytes)
{
    /// <summary>
    /// True for the names of <see cref="WeightNames.IsBuffer"/>, of whatever type: some tools cast them with the weights.
    /// </summary>
    public static bool IsBuffer(WeightEntry entry) => WeightNames.IsBuffer(entry.Name);

    /// <summary>Copies all of a checkpoint.</summary>
    public static IReadOnlyList<StoredBuffer> ReadAll(WeightFiles weights) =>
        [.. weights.Entries.Where(IsBuffer).Select(
            entry => new StoredBuffer(entry.OriginalName, entry.DType, entry.Shape, weights.ReadBytes(entry.Name).ToArray()))];

    /// <summary>The same bits for another file.</summary>
    public TensorToWrite ToWrite() => TensorToWrite.FromBytes(Name, DType, Shape, Bytes);
}
