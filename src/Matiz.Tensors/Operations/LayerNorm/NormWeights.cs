namespace Matiz.Tensors;

/// <summary>The weights of a layer normalization.</summary>
/// <param name="Gamma">The scale, one a column (reference: <c>weight</c>).</param>
/// <param name="Beta">The shift, one a column (reference: <c>bias</c>); null: none.</param>
/// <param name="Epsilon">Added to the variance before the root.</param>
public sealed record NormWeights(Parameter Gamma, Parameter? Beta, float Epsilon)
{
    internal bool HasTrainable => Gamma.Trainable || Beta is { Trainable: true };
}
