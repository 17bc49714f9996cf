using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>The weights of a <see cref="PostNormLayer"/>, which several layers may share.</summary>
internal sealed class PostNormWeights
{
    private readonly LinearParameters _query;
    private readonly LinearParameters _key;
    private readonly LinearParameters _value;

    /// <summary>Asks for the weights of one layer, in the order of the reference's module tree.</summary>
    /// <param name="loader">Where they come from.</param>
    /// <param name="settings">Their sizes.</param>
    /// <param name="names">What they are called.</param>
    /// <param name="prefix">The layer's prefix.</param>
    public PostNormWeights(ParameterLoader loader, PostNormSettings settings, PostNormNames names, string prefix)
    {
        var weights = loader.Encoder.In(prefix);
        _query = Linear(names.Query, settings.Hidden, settings.Hidden);
        _key = Linear(names.Key, settings.Hidden, settings.Hidden);
        _value = Linear(names.Value, settings.Hidden, settings.Hidden);
        AttentionOutput = Linear(names.AttentionOutput, settings.Hidden, settings.Hidden).ToWeights();
        AttentionNorm = Norm(names.AttentionNorm);
        Intermediate = Linear(names.Intermediate, settings.Intermediate, settings.Hidden).ToWeights();
        Output = Linear(names.Output, settings.Hidden, settings.Intermediate).ToWeights();
        OutputNorm = Norm(names.OutputNorm);
        Parameters = loader.TakeSection();

        LinearParameters Linear(string name, ConfigSize outputs, ConfigSize inputs) =>
            weights.Linear(name, outputs, inputs, names.HasBiases);

        NormWeights Norm(string name) => weights.Norm(name, settings.Hidden, settings.Epsilon);
    }

    /// <summary>All of them, in the order of the reference's module tree.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Queries, keys and values as one product.</summary>
    public LinearWeights QueryKeyValue => field ??= LinearParameters.Stack(_query, _key, _value);

    /// <summary>Queries alone.</summary>
    public LinearWeights Query => field ??= _query.ToWeights();

    /// <summary>Keys and values as one product.</summary>
    public LinearWeights KeyValue => field ??= LinearParameters.Stack(_key, _value);

    /// <summary>O.</summary>
    public LinearWeights AttentionOutput { get; }

    /// <summary>After the first residual.</summary>
    public NormWeights AttentionNorm { get; }

    /// <summary>W₁.</summary>
    public LinearWeights Intermediate { get; }

    /// <summary>W₂.</summary>
    public LinearWeights Output { get; }

    /// <summary>After the second residual.</summary>
    public NormWeights OutputNorm { get; }
}
