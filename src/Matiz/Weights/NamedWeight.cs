using Matiz.Formats.Arrays;

namespace Matiz.Weights;

/// <summary>A tensor by the name that PyTorch gives it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Array">The numbers, with PyTorch's axes: <see cref="PermutedArray"/> turns them.</param>
internal readonly record struct NamedWeight(string Name, NamedArray Array);

/// <summary>The tensors of a model for a framework's file.</summary>
/// <param name="ModelType">The <c>model_type</c> of config.json; null where it is not known.</param>
/// <param name="ClassName">PyTorch's class of the model (<c>architectures</c> of config.json); null where it is not known.</param>
/// <param name="Weights">Each tensor once.</param>
internal sealed record WeightsToWrite(string? ModelType, string? ClassName, IReadOnlyList<NamedWeight> Weights);
