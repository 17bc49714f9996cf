using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DebertaV2;

/// <summary>
/// Dropout, linear, activation, dropout, linear on the first token (reference: <c>DebertaV2ForSequenceClassification</c>, whose pooler is
/// not part of the encoder).
/// </summary>
/// <remarks>
/// Where <c>problem_type</c> is null, the reference has a loss of its own here: a regression for one label, cross-entropy over the rows
/// whose label is not negative for class indices, and cross-entropy with shares of classes for rows of several numbers. The first two are
/// what the tasks compute, since their labels are never negative; the third has no kind of label here, and a model that is trained for sets
/// of labels says so in its <c>problem_type</c>, for which the reference's loss is the usual one.
/// </remarks>
internal sealed class DebertaV2Classifier : SequenceClassificationModel
{
    private const string Pooler = "pooler.dense", Layer = "classifier";

    private readonly LinearWeights _pooler;
    private readonly LinearWeights _classifier;
    private readonly Activation _activation;
    private readonly float _poolerDropout;
    private readonly float _dropout;

    private DebertaV2Classifier(ParameterLoader loader, DebertaV2Model encoder)
        : base(encoder)
    {
        var config = loader.Config;
        DebertaV2Settings.RequireSize(config, "pooler_hidden_size", encoder.Hidden);
        _activation = ActivationNames.Read(config, "pooler_hidden_act", "gelu");
        _poolerDropout = config.GetRate("pooler_dropout", 0);
        _dropout = config.GetRate("cls_dropout", DebertaV2Settings.HiddenDropout(config));
        _pooler = loader.Head.Linear(Pooler, encoder.Hidden, encoder.Hidden).ToWeights();
        _classifier = loader.Head.Linear(Layer, ConfigSize.ForLabels(config), encoder.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <summary>The head for the list of the architecture.</summary>
    public static ModelHead Head => new()
    {
        Task = ModelHead.SequenceClassification,
        ClassName = "DebertaV2ForSequenceClassification",
        Tensors = [Pooler + ".weight", Pooler + ".bias", Layer + ".weight", Layer + ".bias"],
        Output = Layer,
        New = loader => new DebertaV2Classifier(loader, new DebertaV2Model(loader)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var rows = RaggedLayout.OneTokenARow(batch.RowCount);
        var first = Encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState;           // [rows, hidden]
        var pooled = tape.Linear(tape.Dropout(first, _poolerDropout, rows), _pooler, _activation);          // [rows, hidden]
        return tape.Linear(tape.Dropout(pooled, _dropout, rows), _classifier);                              // [rows, labels]
    }
}
