using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Models.Loading;

/// <summary>A classifier made of a model folder: everything but the head's weights and arithmetic.</summary>
internal abstract class PretrainedClassifier(ParameterLoader loader, EncoderModel encoder) : SequenceClassificationModel
{
    private readonly PretrainedOrigin _origin = loader.Origin;

    /// <inheritdoc/>
    public override ModelConfig Config => _origin.Config;

    /// <inheritdoc/>
    public override EncoderModel Encoder { get; } = encoder;

    /// <inheritdoc/>
    public override Tokenizer Tokenizer => _origin.Tokenizer;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => field ??= [.. Encoder.Parameters, .. HeadParameters];

    /// <inheritdoc/>
    public override IReadOnlyList<string> LoadingNotes => _origin.Notes;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LoadingWarnings => _origin.Warnings;

    /// <summary>The head's weights, in the order of the reference's module tree.</summary>
    protected abstract IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override void Save(string folder) => _origin.Save(folder, Parameters);
}
