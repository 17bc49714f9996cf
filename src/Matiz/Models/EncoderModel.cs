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

/// <summary>A pretrained encoder: token ids in, hidden states out. One file an architecture; see <see cref="AutoModel"/>.</summary>
public abstract class EncoderModel
{
    /// <summary>The settings of <c>config.json</c>.</summary>
    public abstract ModelConfig Config { get; }

    /// <summary>Where the parameters lie.</summary>
    public abstract Device Device { get; }

    /// <summary>Columns of a hidden state.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>Encoder layers.</summary>
    public abstract int LayerCount { get; }

    /// <summary>The longest row in tokens that the position table allows.</summary>
    public abstract int MaxTokens { get; }

    /// <summary>Rows of the table of words: ids of tokens are below. Unlimited when the encoder does not say.</summary>
    public virtual int VocabularySize => int.MaxValue;

    /// <summary>
    /// Every weight, in the order of the reference's module tree, named as in the weight file: with the architecture's prefix
    /// (<c>bert.</c>) under a head, without it in a base model.
    /// </summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The weights of the embeddings; empty when the encoder does not tell its parts apart.</summary>
    public virtual IReadOnlyList<Parameter> EmbeddingParameters => [];

    /// <summary>The tokenizer that belongs to the weights; null for an encoder that was not made of a model folder.</summary>
    public virtual Tokenizer? Tokenizer => null;

    /// <summary>What loading said, such as weights without a place.</summary>
    public virtual IReadOnlyList<string> LoadingNotes => [];

    /// <summary>Those of <see cref="LoadingNotes"/> that deserve a warning: layers of the weights that are not used.</summary>
    public virtual IReadOnlyList<string> LoadingWarnings => [];

    /// <summary>The number of token types that the encoder tells apart; null where it reads none.</summary>
    public virtual int? TokenTypes => null;

    /// <summary>The weights of one layer; empty when the encoder does not tell its parts apart.</summary>
    /// <param name="layer">From 0 to <see cref="LayerCount"/> - 1.</param>
    public virtual IReadOnlyList<Parameter> ParametersOfLayer(int layer) => [];

    /// <summary>Computes the hidden states of a batch.</summary>
    /// <exception cref="ArgumentException">A row is longer than <see cref="MaxTokens"/>, or outputs are asked for that exclude each other.</exception>
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
    /// <exception cref="ArgumentException">A part does not exist; the message names those that do.</exception>
    public void Freeze(string parts)
    {
        var selection = LayerSelection.Parse(parts, LayerCount);
        var frozen = (selection.Embeddings ? EmbeddingParameters : []).Concat(selection.Layers.SelectMany(ParametersOfLayer));
        foreach (var parameter in frozen) parameter.Trainable = false;
    }

    /// <summary>Writes the model folder: config.json with unknown keys kept, model.safetensors, the tokenizer's files byte for byte.</summary>
    /// <exception cref="InvalidOperationException">The encoder is part of a classifier, which saves both, or was not made of a model folder.</exception>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; old files are as they were.</exception>
    public virtual void Save(string folder) => throw NoFolder();

    /// <summary>Writes the model folder of the first layers alone, under other settings.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="config">Its settings; they must name this number of layers.</param>
    /// <param name="layerCount">Layers that are kept.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="Save(string)"/>.</exception>
    internal virtual void Save(string folder, ModelConfig config, int layerCount) => throw NoFolder();

    private static InvalidOperationException NoFolder() =>
        new("This encoder was not made of a model folder, so there is no config and no tokenizer to write with it.");
}
