using Matiz.Models.Loading;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Models.Layers;

/// <summary>
/// Embeddings, then a stack of <see cref="PostNormLayer"/>: what BERT and its relatives have in common. An architecture adds its
/// weights' names, its settings and how tokens are embedded.
/// </summary>
internal abstract class PostNormEncoder(ParameterLoader loader, bool isUnderHead) : EncoderModel
{
    private readonly PretrainedOrigin _origin = loader.Origin;
    private readonly bool _isUnderHead = isUnderHead;
    private readonly int _vocabularySize = EncoderSettings.VocabularySize(loader.Config);

    /// <inheritdoc/>
    public override ModelConfig Config => _origin.Config;

    /// <inheritdoc/>
    public override Device Device { get; } = loader.Device;

    /// <inheritdoc/>
    public override int VocabularySize => _vocabularySize;

    /// <inheritdoc/>
    public override int LayerCount => Layers.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        field ??= [.. EmbeddingParameters, .. Layers.SelectMany(layer => layer.Parameters), .. OtherParameters];

    /// <inheritdoc/>
    public override Tokenizer Tokenizer => _origin.Tokenizer;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LoadingNotes => _origin.Notes;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LoadingWarnings => _origin.Warnings;

    /// <summary>The layers, first to last.</summary>
    protected abstract IReadOnlyList<PostNormLayer> Layers { get; }

    /// <summary>Weights after the layers, such as a pooler's.</summary>
    protected virtual IReadOnlyList<Parameter> OtherParameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> ParametersOfLayer(int layer) => Layers[layer].Parameters;

    /// <inheritdoc/>
    public override EncoderOutput Forward(Tape tape, TokenBatch batch, EncoderOutputs outputs = EncoderOutputs.LastHiddenState)
    {
        Check(tape, batch, outputs);
        bool firstTokensOnly = outputs.HasFlag(EncoderOutputs.FirstTokensOnly);
        var states = outputs.HasFlag(EncoderOutputs.HiddenStates) ? new List<Tensor>() : null;
        var attentions = outputs.HasFlag(EncoderOutputs.Attentions) ? new List<IReadOnlyList<float[]>>() : null;
        var x = Embed(tape, batch);                                                         // [tokens, hidden]
        states?.Add(x);
        foreach (var layer in Layers)
        {
            var probabilities = attentions is null ? null : new List<float[]>();
            var y = firstTokensOnly && layer == Layers[^1]
                ? layer.ForwardFirstTokens(tape, x, batch.Layout)                           // [rows, hidden]
                : layer.Forward(tape, x, batch.Layout, probabilities);                      // [tokens, hidden]
            if (states is null) tape.Release(x);
            states?.Add(y);
            attentions?.Add(probabilities!);
            x = y;
        }

        return new EncoderOutput { LastHiddenState = x, HiddenStates = states, Attentions = attentions };
    }

    /// <inheritdoc/>
    public override Tensor HiddenState(Tape tape, TokenBatch batch, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, LayerCount);
        Check(tape, batch, EncoderOutputs.LastHiddenState);
        var x = Embed(tape, batch);                                                         // [tokens, hidden]
        foreach (var part in Layers.Take(layer))
        {
            var y = part.Forward(tape, x, batch.Layout, attentions: null);                  // [tokens, hidden]
            tape.Release(x);
            x = y;
        }

        return x;
    }

    /// <inheritdoc/>
    public override void Save(string folder) => Save(folder, Config, LayerCount);

    /// <inheritdoc/>
    internal override void Save(string folder, ModelConfig config, int layerCount)
    {
        if (_isUnderHead) throw new InvalidOperationException("This encoder is part of a classifier: save the classifier, whose folder holds both.");
        var kept = Layers.Take(layerCount).SelectMany(layer => layer.Parameters);
        _origin.Save(folder, [.. EmbeddingParameters, .. kept, .. OtherParameters], config);
    }

    /// <summary>Embeddings, normalized and dropped.</summary>
    /// <returns>[tokens, hidden]</returns>
    protected abstract Tensor Embed(Tape tape, TokenBatch batch);

    private void Check(Tape tape, TokenBatch batch, EncoderOutputs outputs)
    {
        if (batch.Layout.MaxLength > MaxTokens)
            throw new ArgumentException($"a row has {batch.Layout.MaxLength} tokens, but the position table of this model ends at {MaxTokens}. Cut longer texts when they are encoded.", nameof(batch));
        if (outputs.HasFlag(EncoderOutputs.FirstTokensOnly) && outputs != EncoderOutputs.FirstTokensOnly)
            throw new ArgumentException("the first tokens only, and all hidden states or attentions, exclude each other. Ask for one of them.", nameof(outputs));
        if (tape.IsTraining && outputs.HasFlag(EncoderOutputs.Attentions))
            throw new ArgumentException("attentions are given in inference only. Make the tape with training: false.", nameof(outputs));
    }
}
