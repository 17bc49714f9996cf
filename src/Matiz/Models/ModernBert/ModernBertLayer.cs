using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.ModernBert;

/// <summary>What runs from layer to layer: the sum of all outputs so far, and that sum normalized for its next reader.</summary>
/// <param name="Sum">[tokens, hidden]</param>
/// <param name="Normalized">[tokens, hidden]; for the first layer the sum itself.</param>
internal readonly record struct LayerStream(Tensor Sum, Tensor Normalized);

/// <summary>How the attention of a layer sees positions.</summary>
/// <param name="Rotary">How fast queries and keys turn.</param>
/// <param name="Distances">What they see; null: the whole row.</param>
internal sealed record LayerAttention(RotaryPositions Rotary, AttentionDistances? Distances);

/// <summary>
/// One encoder layer that normalizes first: a = x + drop(O·attention(LN(x))), y = a + W₂·drop(f(u)·g) with [u, g] = W₁·LN(a). Each sum and
/// the normalization of its next reader are one operation, so a layer is given the norm that follows it.
/// </summary>
internal sealed class ModernBertLayer
{
    private readonly ModernBertSettings _settings;
    private readonly LayerAttention _attention;
    private readonly LinearWeights? _queryKeyValue;
    private readonly LinearWeights? _query;
    private readonly LinearWeights? _keyValue;
    private readonly LinearWeights _attentionOutput;
    private readonly NormWeights _mlpNorm;
    private readonly LinearWeights _gated;
    private readonly LinearWeights _output;

    /// <summary>Asks for the weights, in the order of the reference's module tree.</summary>
    public ModernBertLayer(ParameterLoader loader, ModernBertSettings settings, int number, LayerAttention attention)
    {
        (_settings, _attention) = (settings, attention);
        var weights = loader.Encoder.In($"layers.{number}.");
        int hidden = settings.Hidden.Value;
        if (number > 0) AttentionNorm = weights.Norm("attn_norm", settings.Hidden, settings.Epsilon, settings.HasNormBias);
        var stacked = weights.Linear("attn.Wqkv", settings.Hidden with { Value = 3 * hidden }, settings.Hidden, settings.HasAttentionBias);
        if (number == settings.LayerSeesWholeRow.Count - 1)
        {
            _query = LinearWeights.FromRows(stacked.Weight, stacked.Bias, 0, hidden);
            _keyValue = LinearWeights.FromRows(stacked.Weight, stacked.Bias, hidden, 2 * hidden);
        }
        else
        {
            _queryKeyValue = stacked.ToWeights();
        }

        _attentionOutput = weights.Linear("attn.Wo", settings.Hidden, settings.Hidden, settings.HasAttentionBias).ToWeights();
        _mlpNorm = weights.Norm("mlp_norm", settings.Hidden, settings.Epsilon, settings.HasNormBias);
        var twice = settings.Intermediate with { Value = (int)Math.Min(2L * settings.Intermediate.Value, int.MaxValue) };
        _gated = weights.Linear("mlp.Wi", twice, settings.Hidden, settings.HasMlpBias).ToWeights();
        _output = weights.Linear("mlp.Wo", settings.Hidden, settings.Intermediate, settings.HasMlpBias).ToWeights();
        Parameters = loader.TakeSection();
    }

    /// <summary>All weights of the layer, in the order of the reference's module tree.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Before the attention; null in the first layer, whose input is normalized already.</summary>
    public NormWeights? AttentionNorm { get; }

    /// <summary>Every token.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">The input.</param>
    /// <param name="next">The norm of the next layer's attention.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="keepsSum">Whether somebody else reads the input's sum later.</param>
    /// <param name="attentions">Gets the probabilities of each row; null: nobody asks.</param>
    public LayerStream Forward(
        Tape tape, LayerStream x, NormWeights next, RaggedLayout layout, bool keepsSum, List<float[]>? attentions)
    {
        var queryKeyValue = tape.Linear(x.Normalized, _queryKeyValue!);                     // [tokens, 3 × hidden]
        if (x.Normalized != x.Sum) tape.Release(x.Normalized);
        tape.RotateInPlace(queryKeyValue, layout, 2 * _settings.Heads, _attention.Rotary);
        attentions?.AddRange(AttentionProbabilities.Compute(
            queryKeyValue, queryKeyValue, _settings.Hidden.Value, layout, _settings.Heads, _attention.Distances));
        var context = tape.SelfAttention(
            queryKeyValue, layout, _settings.Heads, _settings.AttentionDropout, _attention.Distances);
        tape.Release(queryKeyValue);
        var (sum, outer) = Transform(tape, context, x.Sum, layout);
        if (!keepsSum) tape.Release(x.Sum);
        var y = tape.AddThenLayerNorm(outer, sum, next, dropout: 0, layout);
        tape.Release(outer);
        tape.Release(sum);
        return new LayerStream(y.Sum, y.Normalized);
    }

    /// <summary>
    /// The last layer: every token, or the first of each row, for which alone queries and all that follows are computed then, with the bits
    /// of the full computation.
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">The input.</param>
    /// <param name="final">The norm of the output.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="firstTokensOnly">True: the first token of each row.</param>
    /// <param name="keepsSum">Whether somebody else reads the input's sum later.</param>
    /// <param name="attentions">Gets the probabilities of each row; null: nobody asks.</param>
    /// <returns>The output, normalized; its sum is not kept.</returns>
    public LayerStream ForwardLast(
        Tape tape, LayerStream x, NormWeights final, RaggedLayout layout, bool firstTokensOnly, bool keepsSum, List<float[]>? attentions)
    {
        var keyValue = tape.Linear(x.Normalized, _keyValue!);                               // [tokens, 2 × hidden]
        tape.RotateInPlace(keyValue, layout, _settings.Heads, _attention.Rotary);
        var queryInput = firstTokensOnly ? tape.Pool(x.Normalized, layout, Pooling.Cls) : x.Normalized;
        var query = tape.Linear(queryInput, _query!);                                       // [tokens or rows, hidden]
        if (!firstTokensOnly) tape.RotateInPlace(query, layout, _settings.Heads, _attention.Rotary);   // a first token has the angle 0
        attentions?.AddRange(AttentionProbabilities.Compute(query, keyValue, keyColumn: 0, layout, _settings.Heads, _attention.Distances));
        var context = tape.SelfAttention(
            query, keyValue, layout, _settings.Heads, _settings.AttentionDropout, firstTokensOnly, _attention.Distances);
        tape.Release(query);
        tape.Release(keyValue);
        var residual = firstTokensOnly ? tape.Pool(x.Sum, layout, Pooling.Cls) : x.Sum;
        var rows = firstTokensOnly ? RaggedLayout.OneTokenARow(layout.RowCount) : layout;
        var (sum, outer) = Transform(tape, context, residual, rows);
        if (x.Normalized != x.Sum) tape.Release(x.Normalized);
        if (!keepsSum) tape.Release(x.Sum);
        var y = tape.AddLayerNorm(outer, sum, final, dropout: 0, rows);
        tape.Release(outer);
        tape.Release(sum);
        return new LayerStream(y, y);
    }

    // From the contexts to the sum after the attention, and to what the feed-forward part adds to it.
    private (Tensor Sum, Tensor Outer) Transform(Tape tape, Tensor context, Tensor residual, RaggedLayout layout)
    {
        var projected = tape.Linear(context, _attentionOutput);
        tape.Release(context);
        var (sum, normalized) = tape.AddThenLayerNorm(projected, residual, _mlpNorm, _settings.AttentionDropout, layout);
        tape.Release(projected);
        var halves = tape.Linear(normalized, _gated);                                       // [tokens or rows, 2 × intermediate]
        tape.Release(normalized);
        var inner = tape.GatedActivation(halves, _settings.Activation);                     // [tokens or rows, intermediate]
        tape.Release(halves);
        var outer = tape.Linear(tape.Dropout(inner, _settings.MlpDropout, layout), _output);
        tape.Release(inner);
        return (sum, outer);
    }
}
