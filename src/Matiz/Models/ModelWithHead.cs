using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Models;

/// <summary>An encoder and what stands on it for one task. A head of one's own derives from the class of its task.</summary>
/// <param name="encoder">The encoder below the head, made of the same files.</param>
public abstract class ModelWithHead(EncoderModel encoder)
{
    /// <summary>The settings of <c>config.json</c>, those of the task included.</summary>
    public virtual ModelConfig Config => Encoder.Config;

    /// <summary>The encoder below the head.</summary>
    public EncoderModel Encoder { get; } = encoder;

    /// <summary>The tokenizer that belongs to the weights.</summary>
    public Tokenizer Tokenizer => Encoder.Tokenizer;

    /// <summary>Where the parameters lie.</summary>
    public Device Device => Encoder.Device;

    /// <summary>Every weight, encoder first, in the order of the reference's module tree, named as in the weight file.</summary>
    public IReadOnlyList<Parameter> Parameters => field ??= [.. Encoder.Parameters, .. HeadParameters];

    /// <summary>What loading said: a head that was initialised, weights without a place, weights of another shape.</summary>
    public IReadOnlyList<string> LoadingNotes => Encoder.LoadingNotes;

    /// <summary>
    /// Those of <see cref="LoadingNotes"/> that deserve a warning: a trained head that was given up for a new one, layers of the weights
    /// that are not used, labels of the same name.
    /// </summary>
    public IReadOnlyList<string> LoadingWarnings => Encoder.LoadingWarnings;

    /// <summary>Where its files cut texts, unless a call says otherwise; null: as tokenizer and position table have it.</summary>
    internal virtual int? OwnMaxLength => Encoder.Origin.RecordedMaxLength;

    /// <summary>
    /// The head's weights, in the order of the reference's module tree (<see cref="Loading.ParameterLoader.TakeSection"/>).
    /// </summary>
    protected abstract IReadOnlyList<Parameter> HeadParameters { get; }

    /// <summary>The outputs of the head for a batch.</summary>
    public abstract Tensor Forward(Tape tape, TokenBatch batch);

    /// <summary>
    /// Writes the model folder: config.json with unknown keys kept, model.safetensors, the tokenizer's files byte for byte. Each
    /// file is written beside and renamed.
    /// </summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; old files are as they were.</exception>
    public virtual void Save(string folder) => Encoder.Origin.Save(folder, Parameters);

    /// <summary>Freezes parts of the encoder, as <see cref="EncoderModel.Freeze"/> does; the head stays trainable.</summary>
    /// <param name="parts">For instance <c>embeddings,0-3</c>.</param>
    /// <exception cref="ArgumentException">A part does not exist; the message names those that do.</exception>
    public void Freeze(string parts) => Encoder.Freeze(parts);
}
