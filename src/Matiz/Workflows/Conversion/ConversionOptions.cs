using Matiz.Formats;
using Matiz.Weights;

namespace Matiz.Workflows.Conversion;

/// <summary>How a model is written in another framework's format.</summary>
public sealed record ConversionOptions
{
    /// <summary>
    /// The type of all floating-point weights: F32, F16 or BF16, to which they are rounded to nearest even; Int8, for a graph alone, rounds
    /// those of linear layers and of the table of words, which then compute in 8-bit integers. Default null: as they are.
    /// </summary>
    /// <exception cref="ArgumentException">Another type.</exception>
    public ArrayDType? DType
    {
        get;
        init
        {
            if (value is not (null or ArrayDType.Float32 or ArrayDType.Float16 or ArrayDType.BFloat16 or ArrayDType.Int8))
            {
                throw new ArgumentException(
                    $"{value} is no type of weights to write, expected Float32, Float16, BFloat16 or Int8.", nameof(value));
            }

            field = value;
        }
    }

    /// <summary>Whether a model folder at the place of the new one is replaced. Default false: it is an error.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Is told how many of the bytes are read, from 0 to 1. Default null.</summary>
    public IProgress<double>? Progress { get; init; }
}

/// <summary>What a conversion wrote.</summary>
/// <param name="From">The format that was read.</param>
/// <param name="To">The format that was written.</param>
/// <param name="Output">The new folder.</param>
/// <param name="Tensors">How many tensors it holds.</param>
/// <param name="Bytes">The bytes of its weights.</param>
/// <param name="Files">Its files, by ascending name.</param>
/// <param name="Notes">What is good to know, such as tensors that were left out.</param>
public sealed record ConversionResult(
    WeightFormat From, WeightFormat To, string Output, int Tensors, long Bytes, IReadOnlyList<string> Files, IReadOnlyList<string> Notes);
