using Matiz.Data;

namespace Matiz.Workflows.Quantization;

/// <summary>How a model is quantized.</summary>
public sealed record QuantizationOptions
{
    /// <summary>
    /// The most by which the metric may get worse, in points: hundredths of a score (0.915 to 0.912 is 0.3), per cent of an error. Layers
    /// that suffer most are kept in floating point until it does not; more than two rows must have been answered right before and wrong
    /// after. Null (the default): every layer is quantized, and the drop is measured.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, or no finite number.</exception>
    public double? MaxDrop
    {
        get;
        init => field = value is null or (>= 0 and < double.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxDrop), value, "a number from 0 was expected.");
    }

    /// <summary>The metric, with or without <c>eval_</c>. Null (the default): <c>f1</c>, of a regression <c>loss</c>.</summary>
    public string? Metric { get; init; }

    /// <summary>Files of labelled rows to measure on. Null (the default): the validation rows of the run.</summary>
    public IReadOnlyList<string>? Validation { get; init; }

    /// <summary>How they are read. Null (the default): format and columns are found.</summary>
    public DataOptions? Data { get; init; }

    /// <summary>Whether the table of words is quantized as well. Default true; false for readers that know linear layers alone.</summary>
    public bool QuantizesEmbeddings { get; init; } = true;
}

/// <summary>What a quantization wrote, and what it cost.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Before">Its value in fp32.</param>
/// <param name="After">Its value of the quantized model, computed in int8.</param>
/// <param name="DropPoints">By how much it got worse: see <see cref="QuantizationOptions.MaxDrop"/>. Below 0: it got better.</param>
/// <param name="LostRows">Rows that were answered right before and are not after; 0 for numbers.</param>
/// <param name="Rows">Rows that it was measured on.</param>
/// <param name="Kept">
/// Layers in floating point, and by how much quantizing each alone changes the logits, as a share of them; the worst first.
/// </param>
/// <param name="BytesBefore">The weights that were read.</param>
/// <param name="BytesAfter">The weights that were written.</param>
/// <param name="Output">The new folder.</param>
public sealed record QuantizationResult(
    string Metric, double Before, double After, double DropPoints, int LostRows, int Rows, IReadOnlyDictionary<string, double> Kept,
    long BytesBefore, long BytesAfter, string Output)
{
    /// <summary>What is good to know: what loading said, how the labels of the rows were read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
