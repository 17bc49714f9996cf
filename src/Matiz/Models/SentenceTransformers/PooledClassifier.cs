using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Files;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.SentenceTransformers;

/// <summary>
/// A frozen encoder with a linear classifier on its pooled features, saved as a sentence-transformers folder: <c>modules.json</c>, the
/// encoder's files, <c>1_Pooling</c> and <c>2_Dense</c> with the identity as activation, so that its outputs are the logits; the labels
/// stand in <c>config.json</c>. For inference only.
/// </summary>
internal sealed class PooledClassifier : SequenceClassificationModel
{
    private readonly PooledHead _head;
    private readonly int _layer;
    private readonly int? _maxLength;

    /// <summary>A classifier of parts in memory.</summary>
    /// <param name="encoder">The encoder, which has a tokenizer.</param>
    /// <param name="layer">The layer that is pooled, from 0 (the embeddings).</param>
    /// <param name="head">Pooling and linear layer.</param>
    /// <param name="config">The encoder's settings with labels and problem type.</param>
    /// <param name="maxLength">Where texts are to be cut; null: as tokenizer and encoder say.</param>
    public PooledClassifier(EncoderModel encoder, int layer, PooledHead head, ModelConfig config, int? maxLength)
        : base(encoder)
    {
        (_layer, _head, Config, _maxLength) = (layer, head, config, maxLength);
    }

    /// <inheritdoc/>
    public override ModelConfig Config { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters => [.. _head.Dense.Weights, .. _head.Dense.Biases];

    /// <inheritdoc/>
    internal override int? OwnMaxLength => _maxLength ?? base.OwnMaxLength;

    /// <summary>The classifier of a folder for which <see cref="PooledHead.IsIn"/> holds.</summary>
    public static PooledClassifier Load(ModelFiles files, Device? device)
    {
        HeadPlan.RequireOneNumber(ModelConfig.Load(files));
        var encoder = AutoModel.FromPretrained(files, device);
        var head = PooledHead.Read(files, encoder.HiddenSize, encoder.Device);
        SentencePrompts.Read(files).RequireNoDefault();
        int? maxLength = SentenceSettings.ReadMaxLength(files.In(ModuleList.Read(files)![0].Folder), encoder.Tokenizer);
        return new PooledClassifier(encoder, encoder.LayerCount, head, encoder.Config, maxLength);
    }

    /// <summary>The settings of an encoder with labels, whose names are always written: they say that the model classifies.</summary>
    public static ModelConfig WithLabels(ModelConfig config, ClassLabel labels, ProblemType problemType)
    {
        var named = config.WithLabels(labels, problemType);
        if (named.Contains("id2label")) return named;
        string[] names = [.. labels.Names];
        return named
            .With("id2label", new JsonObject(names.Select((name, index) => KeyValuePair.Create($"{index}", (JsonNode?)name))))
            .With("label2id", new JsonObject(names.Select((name, index) => KeyValuePair.Create(name, (JsonNode?)index))));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The tape is one of training.</exception>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        if (tape.IsTraining)
        {
            throw new InvalidOperationException(
                "this is a linear classifier on the features of a frozen encoder, which is not trained as a whole. "
                + "To fine-tune its encoder, load the folder with the labels of the task: "
                + "AutoModelForSequenceClassification.FromPretrained(folder, labels).");
        }

        return Classify(tape, Encoder.Features(tape, batch, _head.Pooling, _layer));         // [rows, labels]
    }

    /// <summary>The logits of features that were pooled before.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="features">[rows, hidden]</param>
    /// <returns>[rows, labels]</returns>
    public Tensor Classify(Tape tape, Tensor features) => tape.Linear(features, _head.Dense);

    /// <inheritdoc/>
    /// <remarks>Layers above the one that is pooled are left out, so that its output is the folder's last.</remarks>
    /// <exception cref="InvalidOperationException">
    /// The embeddings are pooled (a folder without layers opens nowhere), or a layer whose states only the whole encoder gives.
    /// </exception>
    public override void Save(string folder)
    {
        if (_layer == 0)
            throw new InvalidOperationException(
                "this classifier reads the embeddings (layer 0). A folder needs an encoder of at least one layer. "
                + "Take layer 1 or above.");
        if (_layer < Encoder.LayerCount && !Encoder.FirstLayersAreAModel)
            throw new InvalidOperationException(
                $"this classifier reads layer {_layer} of {Encoder.LayerCount}, but the first layers of this architecture are no model of "
                + "their own: what comes from the last one is normalized once more. Take the last layer.");
        var config = _layer == Encoder.LayerCount ? Config : Architecture.ForConfig(Config).WithLayerCount(Config, _layer);
        Encoder.Save(folder, config, _layer);
        _head.Save(folder, TextLimit.ForModel(this, asked: null).MaxLength);
    }
}
