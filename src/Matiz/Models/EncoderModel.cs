using Matiz.Tensors;

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

    /// <summary>Every weight, in the order of the reference's module tree, named as in the weight file of a base model.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Computes the hidden states of a batch.</summary>
    /// <exception cref="ArgumentException">A row is longer than <see cref="MaxTokens"/>.</exception>
    public abstract EncoderOutput Forward(Tape tape, TokenBatch batch, EncoderOutputs outputs = EncoderOutputs.LastHiddenState);
}
