using Matiz.Models.Loading;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Models;

/// <summary>What a caller wants from an encoder besides the last hidden states.</summary>
[Flags]
public enum EncoderOutputs
{
    /// <summary>The hidden states of every token after the last layer.</summary>
    LastHiddenState = 0,

    /// <summary>Only the first token of each row after the last layer: the last layer computes no more than that needs.</summary>
    FirstTokensOnly = 1,

    /// <summary>The hidden states after the embeddings and after every layer.</summary>
    HiddenStates = 2,

    /// <summary>The attention probabilities of every layer, by a slower path; inference only.</summary>
    Attentions = 4,
}

/// <summary>What an encoder makes of a batch.</summary>
public sealed class EncoderOutput
{
    /// <summary>[tokens, hidden], or [rows, hidden] with <see cref="EncoderOutputs.FirstTokensOnly"/>.</summary>
    public required Tensor LastHiddenState { get; init; }

    /// <summary>Layers + 1 tensors [tokens, hidden], the embeddings' first; null unless asked for.</summary>
    public IReadOnlyList<Tensor>? HiddenStates { get; init; }

    /// <summary>For each layer and row the probabilities [heads, queries, keys], flat; null unless asked for.</summary>
    public IReadOnlyList<IReadOnlyList<float[]>>? Attentions { get; init; }
}

/// <summary>
/// A pretrained encoder: token ids in, hidden states out; see <see cref="AutoModel"/>. An encoder of one's own derives from it, asks the
/// loader for its weights in its constructor, and is made known by <see cref="Architecture.Register"/>.
/// </summary>
public abstract class EncoderModel
{
    private readonly EncoderLimits _limits;
    private readonly bool _isUnderHead;

    /// <summary>An encoder of the loader's files.</summary>
    /// <param name="loader">Where its weights come from.</param>
    /// <exception cref="ModelException">A limit of the config is no size.</exception>
    protected EncoderModel(ParameterLoader loader)
    {
        ArgumentNullException.ThrowIfNull(loader);
        Origin = loader.Origin;
        Device = loader.Device;
        _limits = loader.Origin.Architecture.Limits(loader.Config);
        _isUnderHead = loader.IsForHead;
    }

    /// <summary>The settings of <c>config.json</c>.</summary>
    public ModelConfig Config => Origin.Config;

    /// <summary>Where the parameters lie.</summary>
    public Device Device { get; }

    /// <summary>Columns of a hidden state.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>Encoder layers.</summary>
    public abstract int LayerCount { get; }

    /// <summary>Attention heads of a layer; null where it has none.</summary>
    public virtual int? HeadCount => null;

    /// <summary>Columns inside the feed-forward part of a layer; null where it has none.</summary>
    public virtual int? IntermediateSize => null;

    /// <summary>The longest row in tokens that the position table allows.</summary>
    public int MaxTokens => _limits.MaxTokens;

    /// <summary>Rows of the table of words: ids of tokens are below.</summary>
    public int VocabularySize => _limits.VocabularySize;

    /// <summary>The number of token types that the encoder tells apart; null where it reads none.</summary>
    public int? TokenTypes => _limits.TokenTypes;

    /// <summary>
    /// Every weight, in the order of the reference's module tree, named as in the weight file: with the architecture's prefix
    /// (<c>bert.</c>) under a head, without it in a base model. One that several layers share stands once.
    /// </summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The weights of the embeddings; empty when the encoder does not tell its parts apart.</summary>
    public virtual IReadOnlyList<Parameter> EmbeddingParameters => [];

    /// <summary>The tokenizer that belongs to the weights.</summary>
    public Tokenizer Tokenizer => Origin.Tokenizer;

    /// <summary>What loading said, such as weights without a place.</summary>
    public IReadOnlyList<string> LoadingNotes => Origin.Notes;

    /// <summary>Those of <see cref="LoadingNotes"/> that deserve a warning: layers of the weights that are not used.</summary>
    public IReadOnlyList<string> LoadingWarnings => Origin.Warnings;

    /// <summary>
    /// Whether the first layers are a model of their own, whose output is what this one has after them; false where more follows the last.
    /// </summary>
    internal virtual bool FirstLayersAreAModel => true;

    /// <summary>What the model keeps of its files.</summary>
    internal PretrainedOrigin Origin { get; }

    /// <summary><see cref="HiddenSize"/> and the key of config.json that says it.</summary>
    internal virtual ConfigSize Hidden => new(HiddenSize, "hidden_size");

    /// <summary>The weights of one layer; empty when the encoder does not tell its parts apart.</summary>
    /// <param name="layer">From 0 to <see cref="LayerCount"/> - 1.</param>
    public virtual IReadOnlyList<Parameter> ParametersOfLayer(int layer) => [];

    /// <summary>Computes the hidden states of a batch.</summary>
    /// <exception cref="ArgumentException">
    /// A row is longer than <see cref="MaxTokens"/>, or outputs are asked for that exclude each other.
    /// </exception>
    public abstract EncoderOutput Forward(Tape tape, TokenBatch batch, EncoderOutputs outputs = EncoderOutputs.LastHiddenState);

    /// <summary>The hidden states after one layer; the layers above it are not computed where the encoder can stop there.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="layer">0 the embeddings, 1 the first layer, … <see cref="LayerCount"/>.</param>
    /// <returns>[tokens, hidden]</returns>
    public virtual Tensor HiddenState(Tape tape, TokenBatch batch, int layer) => layer == LayerCount
        ? Forward(tape, batch).LastHiddenState
        : Forward(tape, batch, EncoderOutputs.HiddenStates).HiddenStates![layer];

    /// <summary>One vector a row, pooled from the hidden states after one layer.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="pooling">How one vector is made of those of the tokens.</param>
    /// <param name="layer">0 the embeddings, 1 the first layer, …; null: the last.</param>
    /// <returns>[rows, hidden]</returns>
    public Tensor Features(Tape tape, TokenBatch batch, Pooling pooling, int? layer = null)
    {
        bool isLast = layer is null || layer == LayerCount;
        return isLast && pooling == Pooling.Cls
            ? Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState
            : tape.Pool(HiddenState(tape, batch, layer ?? LayerCount), batch.Layout, pooling);
    }

    /// <summary>Freezes parts: their weights get no gradient and no update.</summary>
    /// <param name="parts"><c>embeddings</c>, layer numbers from 0 and ranges of them, divided by commas: <c>embeddings,0-3</c>.</param>
    /// <exception cref="ArgumentException">
    /// A part does not exist; the message names those that do. Or it shares its weights with a layer that is not to be frozen.
    /// </exception>
    public void Freeze(string parts)
    {
        var selection = LayerSelection.Parse(parts, LayerCount);
        RequireOwnWeights(selection);
        var frozen = (selection.Embeddings ? EmbeddingParameters : []).Concat(selection.Layers.SelectMany(ParametersOfLayer));
        foreach (var parameter in frozen) parameter.Trainable = false;
    }

    /// <summary>
    /// Writes the model folder: config.json with unknown keys kept, model.safetensors, the tokenizer's files byte for byte.
    /// </summary>
    /// <exception cref="InvalidOperationException">The encoder is part of a classifier, which saves both.</exception>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; old files are as they were.</exception>
    public void Save(string folder) => Save(folder, Config, LayerCount);

    /// <summary>Writes the model folder of the first layers alone, under other settings.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="config">Its settings; they must name this number of layers.</param>
    /// <param name="layerCount">Layers that are kept.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="Save(string)"/>.</exception>
    internal void Save(string folder, ModelConfig config, int layerCount)
    {
        if (_isUnderHead)
            throw new InvalidOperationException("This encoder is part of a classifier: save the classifier, whose folder holds both.");
        var kept = Enumerable.Range(0, layerCount).SelectMany(ParametersOfLayer).ToHashSet();
        var dropped = Enumerable.Range(layerCount, LayerCount - layerCount).SelectMany(ParametersOfLayer).Except(kept).ToHashSet();
        Origin.Save(folder, [.. Parameters.Where(parameter => !dropped.Contains(parameter))], config);
    }

    // ALBERT's layers share their weights: some of them cannot be frozen without the others.
    private void RequireOwnWeights(LayerSelection parts)
    {
        var frozen = parts.Layers.SelectMany(ParametersOfLayer).ToHashSet();
        foreach (int layer in Enumerable.Range(0, LayerCount).Except(parts.Layers))
        {
            if (!ParametersOfLayer(layer).Any(frozen.Contains)) continue;
            int other = parts.Layers.First(chosen => ParametersOfLayer(chosen).Intersect(ParametersOfLayer(layer)).Any());
            throw new ArgumentException(
                $"layer {layer} shares the weights of layer {other}, which is to be frozen. Layers that share weights are frozen together: "
                + $"name both, or for the whole stack '0-{LayerCount - 1}'.",
                nameof(parts));
        }
    }
}
