using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DebertaV2;

/// <summary>
/// What some DeBERTa-v2 models have beside their first layer (reference: <c>ConvLayer</c>): LN(y + f(drop(convolution(x)))), where x are
/// the embeddings and y is what the first layer made of them.
/// </summary>
internal sealed class TokenConvolution
{
    private readonly ConvolutionSettings _settings;
    private readonly ConvolutionWeights _weights;
    private readonly NormWeights _norm;
    private readonly float _dropout;

    /// <summary>Asks for the weights, in the order of the reference's module tree.</summary>
    public TokenConvolution(ParameterLoader loader, DebertaV2Settings settings, ConvolutionSettings convolution)
    {
        var weights = loader.Encoder.In("encoder.conv.");
        _settings = convolution;
        _dropout = settings.Dropout;
        _weights = weights.Convolution("conv", settings.Hidden, settings.Hidden, convolution.Groups, convolution.Size);
        _norm = weights.Norm("LayerNorm", settings.Hidden, settings.Epsilon);
        Parameters = loader.TakeSection();
    }

    /// <summary>Weight, bias and normalization.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The hidden states after the first layer.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="embeddings">[tokens, hidden]</param>
    /// <param name="layerOutput">[tokens, hidden]</param>
    /// <param name="layout">How the rows lie.</param>
    /// <returns>[tokens, hidden]</returns>
    public Tensor Forward(Tape tape, Tensor embeddings, Tensor layerOutput, RaggedLayout layout)
    {
        var convolved = tape.Dropout(tape.Convolution(embeddings, layout, _weights), _dropout, layout);
        return tape.AddLayerNorm(tape.Activate(convolved, _settings.Activation), layerOutput, _norm, dropout: 0, layout);
    }
}
