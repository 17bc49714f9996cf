using Matiz.Tensors;

namespace Matiz.Models.Loading;

/// <summary>
/// Weights below a prefix: an architecture asks for what it needs by the checkpoint's own key, and gets parameters that will hold
/// the values once <see cref="ParameterLoader.Finish"/> has read them.
/// </summary>
internal sealed class WeightScope(ParameterLoader loader, string filePrefix, string namePrefix, bool mayBeMissing)
{
    /// <summary>The weights below <paramref name="name"/>, which ends in a dot.</summary>
    public WeightScope In(string name) => new(loader, filePrefix + name, namePrefix + name, mayBeMissing);

    /// <summary>The same weights, initialised where the checkpoint lacks them.</summary>
    public WeightScope MayBeMissing() => new(loader, filePrefix, namePrefix, mayBeMissing: true);

    /// <summary>True when the checkpoint has this weight.</summary>
    public bool Contains(string name) => loader.Contains(filePrefix + name);

    /// <summary><c>name.weight</c> [outputs, inputs] and <c>name.bias</c> [outputs].</summary>
    public LinearParameters Linear(string name, ConfigSize outputs, ConfigSize inputs) =>
        new(Load(name + ".weight", [outputs, inputs], Filling.Normal), Load(name + ".bias", [outputs], Filling.Zero));

    /// <summary><c>name.weight</c> and <c>name.bias</c>, a value a column each.</summary>
    public NormWeights Norm(string name, ConfigSize size, float epsilon) =>
        new(Load(name + ".weight", [size], Filling.One), Load(name + ".bias", [size], Filling.Zero), epsilon);

    /// <summary><c>name.weight</c> [rows, columns], of which rows are looked up.</summary>
    public Parameter Table(string name, ConfigSize rows, ConfigSize columns) =>
        Load(name + ".weight", [rows, columns], Filling.Normal, isLookupTable: true);

    private Parameter Load(string name, ConfigSize[] shape, Filling filling, bool isLookupTable = false) =>
        loader.Load(filePrefix + name, namePrefix + name, shape, mayBeMissing ? filling : Filling.Never, isLookupTable);
}

/// <summary>How a weight begins that the checkpoint lacks.</summary>
internal enum Filling
{
    /// <summary>Not at all: it must be there.</summary>
    Never,

    /// <summary>N(0, initializer_range²).</summary>
    Normal,

    /// <summary>All 0.</summary>
    Zero,

    /// <summary>All 1.</summary>
    One,
}

/// <summary>The parameters of one linear layer.</summary>
/// <param name="Weight">[outputs, inputs]</param>
/// <param name="Bias">[outputs]</param>
internal readonly record struct LinearParameters(Parameter Weight, Parameter Bias)
{
    /// <summary>The layer alone.</summary>
    public LinearWeights ToWeights() => new(Weight, Bias);

    /// <summary>Several layers of one input, computed as one.</summary>
    public static LinearWeights Stack(params ReadOnlySpan<LinearParameters> layers)
    {
        var all = layers.ToArray();
        return new LinearWeights([.. all.Select(layer => layer.Weight)], [.. all.Select(layer => layer.Bias)]);
    }
}
