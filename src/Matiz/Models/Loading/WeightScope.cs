using Matiz.Tensors;

namespace Matiz.Models.Loading;

/// <summary>
/// Weights below a prefix: an architecture asks for what it needs by the checkpoint's own key, and gets parameters that will hold
/// the values once the whole model is made.
/// </summary>
public sealed class WeightScope
{
    private readonly ParameterLoader _loader;
    private readonly string _filePrefix;
    private readonly string _namePrefix;
    private readonly bool _mayBeMissing;
    private readonly TruncatedNormal? _matrices;

    internal WeightScope(
        ParameterLoader loader, string filePrefix, string namePrefix, bool mayBeMissing, TruncatedNormal? matrices = null) =>
        (_loader, _filePrefix, _namePrefix, _mayBeMissing, _matrices) = (loader, filePrefix, namePrefix, mayBeMissing, matrices);

    /// <summary>The weights below <paramref name="name"/>, which ends in a dot.</summary>
    public WeightScope In(string name) => new(_loader, _filePrefix + name, _namePrefix + name, _mayBeMissing, _matrices);

    /// <summary>The same weights, initialised where the checkpoint lacks them.</summary>
    public WeightScope MayBeMissing() => new(_loader, _filePrefix, _namePrefix, mayBeMissing: true, _matrices);

    /// <summary>The same weights, whose matrices begin with draws of a distribution of their own where the checkpoint lacks them.</summary>
    internal WeightScope BeginningWith(TruncatedNormal matrices) => new(_loader, _filePrefix, _namePrefix, _mayBeMissing, matrices);

    /// <summary>True when the checkpoint has this weight.</summary>
    public bool Contains(string name) => _loader.Contains(_filePrefix + name);

    /// <summary><c>name.weight</c> [outputs, inputs] and <c>name.bias</c> [outputs].</summary>
    /// <param name="name">The layer.</param>
    /// <param name="outputs">Columns of its output.</param>
    /// <param name="inputs">Columns of its input.</param>
    /// <param name="hasBias">False: there is no bias. Default true.</param>
    public LinearParameters Linear(string name, ConfigSize outputs, ConfigSize inputs, bool hasBias = true)
    {
        var weight = Load(name + ".weight", [outputs, inputs], Filling.Normal, isLinear: true);
        return new LinearParameters(weight, hasBias ? Load(name + ".bias", [outputs], Filling.Zero) : null);
    }

    /// <summary><c>name.weight</c> [rows, columns] of numbers that no linear layer computes with.</summary>
    internal Parameter Matrix(string name, ConfigSize rows, ConfigSize columns) => Load(name + ".weight", [rows, columns], Filling.Normal);

    /// <summary><c>name.weight</c> and <c>name.bias</c>, a value a column each.</summary>
    /// <param name="name">The normalization.</param>
    /// <param name="size">Columns.</param>
    /// <param name="epsilon">Added to the variance before the root.</param>
    /// <param name="hasBias">False: there is no bias. Default true.</param>
    public NormWeights Norm(string name, ConfigSize size, float epsilon, bool hasBias = true)
    {
        var weight = Load(name + ".weight", [size], Filling.One);
        return new NormWeights(weight, hasBias ? Load(name + ".bias", [size], Filling.Zero) : null, epsilon);
    }

    /// <summary><c>name.weight</c> [rows, columns], of which rows are looked up. The first one asked for is that of the words.</summary>
    public Parameter Table(string name, ConfigSize rows, ConfigSize columns) =>
        Load(name + ".weight", [rows, columns], Filling.Normal, isLookupTable: true);

    /// <summary><c>name.weight</c> [outputs, inputs / groups, size] and <c>name.bias</c> [outputs] of a convolution along tokens.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="outputs">Columns of its output.</param>
    /// <param name="inputs">Columns of its input.</param>
    /// <param name="groups">Parts of the columns that see each other; divides both.</param>
    /// <param name="size">Tokens that it sees, an odd number.</param>
    internal ConvolutionWeights Convolution(string name, ConfigSize outputs, ConfigSize inputs, int groups, ConfigSize size)
    {
        var weight = Load(name + ".weight", [outputs, inputs with { Value = inputs.Value / groups }, size], Filling.Normal);
        return new ConvolutionWeights(weight, Load(name + ".bias", [outputs], Filling.Zero), groups);
    }

    private Parameter Load(string name, ConfigSize[] shape, Filling filling, bool isLookupTable = false, bool isLinear = false) =>
        _loader.Load(
            _filePrefix + name, _namePrefix + name, shape, _mayBeMissing || _loader.DrawsMissing ? filling : Filling.Never, isLookupTable,
            _matrices, isLinear);
}

/// <summary>The parameters of one linear layer.</summary>
/// <param name="Weight">[outputs, inputs]</param>
/// <param name="Bias">[outputs]; null: none.</param>
public readonly record struct LinearParameters(Parameter Weight, Parameter? Bias)
{
    /// <summary>The layer alone.</summary>
    public LinearWeights ToWeights() => new(Weight, Bias);

    /// <summary>Several layers of one input, computed as one; with biases all of them, or none.</summary>
    /// <exception cref="ArgumentException">Their inputs differ, or some have a bias and others none.</exception>
    public static LinearWeights Stack(params ReadOnlySpan<LinearParameters> layers)
    {
        var all = layers.ToArray();
        return new LinearWeights([.. all.Select(layer => layer.Weight)], [.. all.Select(layer => layer.Bias).OfType<Parameter>()]);
    }
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
