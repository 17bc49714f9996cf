using Matiz.Data;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Models;

/// <summary>An encoder with a head that gives one vector of logits a row; see <see cref="AutoModelForSequenceClassification"/>.</summary>
public abstract class SequenceClassificationModel
{
    /// <summary>The settings of <c>config.json</c>, labels and problem type included.</summary>
    public abstract ModelConfig Config { get; }

    /// <summary>The encoder below the head.</summary>
    public abstract EncoderModel Encoder { get; }

    /// <summary>The tokenizer that belongs to the weights.</summary>
    public abstract Tokenizer Tokenizer { get; }

    /// <summary>Where its files cut texts, unless a call says otherwise; null: as tokenizer and position table have it.</summary>
    internal virtual int? OwnMaxLength => null;

    /// <summary>Label names in the order of the logits.</summary>
    public ClassLabel Labels => Config.Labels;

    /// <summary>Decides loss, scores and metrics.</summary>
    public ProblemType ProblemType => Config.ProblemType;

    /// <summary>Where the parameters lie.</summary>
    public Device Device => Encoder.Device;

    /// <summary>Every weight, encoder first, in the order of the reference's module tree, named as in the weight file.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>What loading said: a head that was initialised, weights without a place, weights of another shape.</summary>
    public abstract IReadOnlyList<string> LoadingNotes { get; }

    /// <summary>
    /// Those of <see cref="LoadingNotes"/> that deserve a warning: a trained head that was given up for a new one, layers of the weights that
    /// are not used, labels of the same name.
    /// </summary>
    public virtual IReadOnlyList<string> LoadingWarnings => [];

    /// <summary>The logits of each row: [rows, labels].</summary>
    public abstract Tensor Forward(Tape tape, TokenBatch batch);

    /// <summary>
    /// Writes the model folder: config.json with unknown keys kept, model.safetensors, the tokenizer's files byte for byte. Each
    /// file is written beside and renamed.
    /// </summary>
    public abstract void Save(string folder);

    /// <summary>Freezes parts of the encoder, as <see cref="EncoderModel.Freeze"/> does; the head stays trainable.</summary>
    /// <param name="parts">For instance <c>embeddings,0-3</c>.</param>
    /// <exception cref="ArgumentException">A part does not exist; the message names those that do.</exception>
    public void Freeze(string parts) => Encoder.Freeze(parts);
}
