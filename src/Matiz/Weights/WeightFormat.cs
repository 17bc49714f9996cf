using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Arrays;

namespace Matiz.Weights;

/// <summary>
/// One framework's files of weights: what they are called, how they are read, and what PyTorch calls their tensors.
/// </summary>
public sealed class WeightFormat
{
    internal WeightFormat()
    {
    }

    /// <summary>
    /// Every format, in the order in which a folder's weights are looked for: where several frameworks left theirs, the first is read.
    /// </summary>
    public static IReadOnlyList<WeightFormat> All => WeightFormats.All;

    /// <summary>The formats of which a folder holds weights, in the same order: the first is read.</summary>
    /// <exception cref="CheckpointException">A file is a link that leads nowhere.</exception>
    public static IReadOnlyList<WeightFormat> FoundIn(ModelFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return [.. WeightFormats.Found(files).Select(found => found.Format)];
    }

    /// <summary>The word for it, for instance <c>safetensors</c>, <c>pytorch</c>.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The name as people write it, for instance <c>PyTorch</c>.</summary>
    public string Title { get; internal init; } = "";

    /// <summary>What the weights of a folder may be called; the first is written.</summary>
    internal IReadOnlyList<string> FileNames { get; init; } = [];

    /// <summary>The index of a checkpoint in several files.</summary>
    internal string IndexFileName => FileNames[0] + WeightIndex.Suffix;

    /// <summary>How the names of its files end, dot included.</summary>
    internal IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Whether the only file with such an end is taken for the weights, whatever its name. Default true.</summary>
    internal bool MayHaveAnyName { get; init; } = true;

    /// <summary>
    /// Opens a file: its path for messages, and its bytes, which the file closes, at once where they break the format (an
    /// <see cref="ArrayFileException"/>).
    /// </summary>
    internal Func<string, MappedBytes, ArrayFile> Open { get; init; } = (_, _) => throw new NotSupportedException();

    /// <summary>The tensors of all files by the names and with the axes that PyTorch gives them. Default: as they are.</summary>
    internal Func<IReadOnlyList<NamedArray>, IReadOnlyList<NamedWeight>> ToWeights { get; init; } =
        arrays => [.. arrays.Select(array => new NamedWeight(array.Name, array))];

    /// <summary>
    /// Writes a file, beside the old one and renamed; the weights have PyTorch's names and axes. Null: the format holds more than weights
    /// (a graph), or cannot be written.
    /// </summary>
    internal Action<string, WeightsToWrite>? Write { get; init; }

    /// <summary>The values of <c>model_type</c> that the framework ever had; null: it takes any.</summary>
    internal IReadOnlyList<string>? ModelTypes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
