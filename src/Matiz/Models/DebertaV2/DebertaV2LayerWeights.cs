using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DebertaV2;

/// <summary>The weights of a <see cref="DebertaV2Layer"/>.</summary>
internal sealed class DebertaV2LayerWeights
{
    private readonly LinearParameters _query;
    private readonly LinearParameters _key;
    private readonly LinearParameters _value;
    private readonly LinearParameters? _positionKey;
    private readonly LinearParameters? _positionQuery;

    /// <summary>Asks for the weights of one layer, in the order of the reference's module tree.</summary>
    /// <param name="loader">Where they come from.</param>
    /// <param name="settings">Their sizes.</param>
    /// <param name="layer">The layer, from 0.</param>
    public DebertaV2LayerWeights(ParameterLoader loader, DebertaV2Settings settings, int layer)
    {
        var weights = loader.Encoder.In($"encoder.layer.{layer}.");
        var relative = settings.Relative;
        _query = Square("attention.self.query_proj");
        _key = Square("attention.self.key_proj");
        _value = Square("attention.self.value_proj");
        if (relative is { IsOn: true, HasKeys: true })
            _positionKey = relative.SharesProjections ? _key : Square("attention.self.pos_key_proj");
        if (relative is { IsOn: true, HasQueries: true })
            _positionQuery = relative.SharesProjections ? _query : Square("attention.self.pos_query_proj");
        AttentionOutput = Square("attention.output.dense").ToWeights();
        AttentionNorm = weights.Norm("attention.output.LayerNorm", settings.Hidden, settings.Epsilon);
        Intermediate = weights.Linear("intermediate.dense", settings.Intermediate, settings.Hidden).ToWeights();
        Output = weights.Linear("output.dense", settings.Hidden, settings.Intermediate).ToWeights();
        OutputNorm = weights.Norm("output.LayerNorm", settings.Hidden, settings.Epsilon);
        Parameters = loader.TakeSection();

        LinearParameters Square(string name) => weights.Linear(name, settings.Hidden, settings.Hidden);
    }

    /// <summary>All of them, in the order of the reference's module tree.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Queries, keys and values as one product.</summary>
    public LinearWeights QueryKeyValue => field ??= LinearParameters.Stack(_query, _key, _value);

    /// <summary>Queries alone.</summary>
    public LinearWeights Query => field ??= _query.ToWeights();

    /// <summary>Keys and values as one product.</summary>
    public LinearWeights KeyValue => field ??= LinearParameters.Stack(_key, _value);

    /// <summary>What makes keys, then queries of positions, or one of them; null: positions do not count.</summary>
    public LinearWeights? Positions => field ??= (_positionKey, _positionQuery) switch
    {
        ({ } key, { } query) => LinearParameters.Stack(key, query),
        ({ } key, null) => key.ToWeights(),
        (null, { } query) => query.ToWeights(),
        _ => null,
    };

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
