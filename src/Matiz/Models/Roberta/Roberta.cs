using Matiz.Models.Bert;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Roberta;

/// <summary>
/// RoBERTa's encoder (Liu et al. 2019; reference: <c>RobertaModel</c>): BERT's under another prefix, with positions from the padding
/// token's row on. Its pooler is kept where a base checkpoint has one; no head uses it.
/// </summary>
internal sealed class RobertaModel : PostNormEncoder
{
    /// <summary>Asks for the weights.</summary>
    public RobertaModel(ParameterLoader loader, PostNormSettings settings)
        : base(loader, settings, BertModel.Names)
    {
        if (!loader.IsForHead && loader.Encoder.Contains("pooler.dense.weight"))
            loader.Encoder.Linear("pooler.dense", settings.Hidden, settings.Hidden);
        OtherParameters = loader.TakeSection();
    }

    /// <summary>What files call RoBERTa and its heads.</summary>
    public static Architecture Architecture => new()
    {
        ModelType = "roberta",
        Prefix = "roberta.",
        HasTypeIds = true,
        Limits = RobertaSettings.Limits,
        EncoderClass = "RobertaModel",
        NewEncoder = loader => new RobertaModel(loader, RobertaSettings.Read(loader.Config)),
        Heads =
        [
            new ModelHead
            {
                Task = ModelHead.SequenceClassification,
                ClassName = "RobertaForSequenceClassification",
                Tensors = ["classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight", "classifier.out_proj.bias"],
                Output = "classifier.out_proj",
                New = loader => new RobertaForSequenceClassification(loader, RobertaSettings.Read(loader.Config)),
            },
        ],
    };
}

/// <summary>Dropout, linear, tanh, dropout, linear on the first token (reference: <c>RobertaForSequenceClassification</c>).</summary>
internal sealed class RobertaForSequenceClassification : SequenceClassificationModel
{
    private readonly LinearWeights _dense;
    private readonly LinearWeights _output;
    private readonly float _dropout;

    public RobertaForSequenceClassification(ParameterLoader loader, PostNormSettings settings)
        : base(new RobertaModel(loader, settings))
    {
        _dropout = BertSettings.ClassifierDropout(loader.Config);
        _dense = loader.Head.Linear("classifier.dense", settings.Hidden, settings.Hidden).ToWeights();
        _output = loader.Head.Linear("classifier.out_proj", ConfigSize.ForLabels(loader.Config), settings.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var rows = RaggedLayout.OneTokenARow(batch.RowCount);
        var first = Encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState;           // [rows, hidden]
        var inner = tape.Linear(tape.Dropout(first, _dropout, rows), _dense, Activation.Tanh);              // [rows, hidden]
        return tape.Linear(tape.Dropout(inner, _dropout, rows), _output);                                   // [rows, labels]
    }
}
