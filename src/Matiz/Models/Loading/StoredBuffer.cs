using Matiz.Formats;
using Matiz.Formats.Safetensors;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>
/// An integer tensor that the reference once stored beside the weights (<c>embeddings.position_ids</c>): no arithmetic reads it, but it
/// is part of the file, so it is kept bit for bit and written back.
/// </summary>
internal sealed record StoredBuffer(string Name, ArrayDType DType, long[] Shape, byte[] Bytes)
{
    private static readonly string[] KnownNames = ["position_ids", "token_type_ids"];

    /// <summary>True for <c>….position_ids</c> and <c>….token_type_ids</c> of an integer type.</summary>
    public static bool IsBuffer(WeightEntry entry) =>
        entry.DType is ArrayDType.Int64 or ArrayDType.Int32 && KnownNames.Contains(entry.Name[(entry.Name.LastIndexOf('.') + 1)..], StringComparer.Ordinal);

    /// <summary>Copies all of a checkpoint.</summary>
    public static IReadOnlyList<StoredBuffer> ReadAll(WeightFiles weights) =>
        [.. weights.Entries.Where(IsBuffer).Select(entry => new StoredBuffer(entry.OriginalName, entry.DType, entry.Shape, weights.ReadBytes(entry.Name).ToArray()))];

    /// <summary>The same bits for another file.</summary>
    public TensorToWrite ToWrite() => TensorToWrite.FromBytes(Name, DType, Shape, Bytes);
}
