using Matiz.Models;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Extensions.Tests;

/// <summary>
/// An encoder that the library does not know: h = LN(e + tanh(W·e)) of each token's own embedding e, under key names of its own and
/// without a bias.
/// </summary>
internal sealed class WordMixer : EncoderModel
{
    private readonly Parameter _words;
    private readonly LinearWeights _mix;
    private readonly NormWeights _norm;
    private readonly IReadOnlyList<Parameter> _layer;

    public WordMixer(ParameterLoader loader)
        : base(loader)
    {
        var width = ConfigSize.Read(loader.Config, "width");
        HiddenSize = width.Value;
        _words = loader.Encoder.Table("words", ConfigSize.Read(loader.Config, "vocab_size"), width);
        EmbeddingParameters = loader.TakeSection();
        var layer = loader.Encoder.In("layer.0.");
        _mix = layer.Linear("mix", width, width, hasBias: false).ToWeights();
        _norm = layer.Norm("norm", width, epsilon: 1e-6f);
        _layer = loader.TakeSection();
        Parameters = [.. EmbeddingParameters, .. _layer];
    }

    public static Architecture Architecture { get; } = new()
    {
        ModelType = "word-mixer",
        Prefix = "mixer.",
        LayerCountKey = "depth",
        Limits = config => new EncoderLimits(config.GetInt32("vocab_size"), config.GetInt32("longest"), TokenTypes: null),
        EncoderClass = "WordMixerModel",
        NewEncoder = loader => new WordMixer(loader),
        Heads =
        [
            new ModelHead
            {
                Task = ModelHead.SequenceClassification,
                ClassName = "WordMixerForSequenceClassification",
                Tensors = ["score.weight"],
                Output = "score",
                New = loader => new WordMixerForSequenceClassification(loader),
            },
        ],
    };

    public override int HiddenSize { get; }

    public override int LayerCount => 1;

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override IReadOnlyList<Parameter> EmbeddingParameters { get; }

    public override IReadOnlyList<Parameter> ParametersOfLayer(int layer) => _layer;

    public override EncoderOutput Forward(Tape tape, TokenBatch batch, EncoderOutputs outputs = EncoderOutputs.LastHiddenState)
    {
        var words = tape.Embedding([new EmbeddingLookup(_words, batch.Ids)], norm: null);           // [tokens, width]
        var mixed = tape.Linear(words, _mix, Activation.Tanh);                                      // [tokens, width]
        var hidden = tape.AddLayerNorm(mixed, words, _norm, 0, batch.Layout);                       // [tokens, width]
        return new EncoderOutput
        {
            LastHiddenState = outputs.HasFlag(EncoderOutputs.FirstTokensOnly) ? tape.Pool(hidden, batch.Layout, Pooling.Cls) : hidden,
            HiddenStates = outputs.HasFlag(EncoderOutputs.HiddenStates) ? [words, hidden] : null,
        };
    }
}

/// <summary>One linear layer without a bias on the mean of a row's tokens.</summary>
internal sealed class WordMixerForSequenceClassification : SequenceClassificationModel
{
    private readonly LinearWeights _score;

    public WordMixerForSequenceClassification(ParameterLoader loader)
        : base(new WordMixer(loader))
    {
        var width = ConfigSize.Read(loader.Config, "width");
        _score = loader.Head.Linear("score", ConfigSize.ForLabels(loader.Config), width, hasBias: false).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    public override Tensor Forward(Tape tape, TokenBatch batch) =>
        tape.Linear(Encoder.Features(tape, batch, Pooling.Mean), _score);                           // [rows, labels]
}
