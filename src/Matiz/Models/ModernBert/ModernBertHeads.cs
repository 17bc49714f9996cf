using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.ModernBert;

/// <summary>The head on the first token, or on the mean of all, then one linear layer.</summary>
internal sealed class ModernBertForSequenceClassification : SequenceClassificationModel
{
    private readonly ModernBertHead _head;
    private readonly LinearWeights _classifier;
    private readonly Pooling _pooling;

    private ModernBertForSequenceClassification(ParameterLoader loader, ModernBertSettings settings)
        : base(new ModernBertModel(loader, settings))
    {
        _pooling = ReadPooling(loader.Config);
        _head = new ModernBertHead(loader, settings);
        _classifier = ModernBertHead.LoadClassifier(loader, settings, ConfigSize.ForLabels(loader.Config));
        HeadParameters = loader.TakeSection();
    }

    /// <summary>The entry of the architecture.</summary>
    public static ModelHead Head => new()
    {
        Task = ModelHead.SequenceClassification,
        ClassName = nameof(ModernBertForSequenceClassification),
        Tensors = [.. ModernBertHead.Tensors, ModernBertHead.Classifier + ".weight", ModernBertHead.Classifier + ".bias"],
        Output = ModernBertHead.Classifier,
        New = loader => new ModernBertForSequenceClassification(loader, ModernBertSettings.Read(loader.Config)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var pooled = Encoder.Features(tape, batch, _pooling);                               // [rows, hidden]
        return tape.Linear(_head.Forward(tape, pooled, RaggedLayout.OneTokenARow(batch.RowCount)), _classifier);   // [rows, labels]
    }

    /// <summary>Which tokens the head looks at.</summary>
    /// <exception cref="ModelException">The config says something else than the first or the mean of all.</exception>
    public static Pooling ReadPooling(ModelConfig config)
    {
        const string Key = "classifier_pooling";
        string pooling = config.GetString(Key, "cls")!;
        return pooling switch
        {
            "cls" => Pooling.Cls,
            "mean" => Pooling.Mean,
            _ => throw new ModelException(
                config.Path, $"'{Key}' is '{pooling}', expected 'cls' or 'mean'. Correct the file, or fetch it again."),
        };
    }
}

/// <summary>The head and one linear layer on every token.</summary>
internal sealed class ModernBertForTokenClassification : TokenClassificationModel
{
    private readonly ModernBertHead _head;
    private readonly LinearWeights _classifier;

    private ModernBertForTokenClassification(ParameterLoader loader, ModernBertSettings settings)
        : base(new ModernBertModel(loader, settings))
    {
        _head = new ModernBertHead(loader, settings);
        _classifier = ModernBertHead.LoadClassifier(loader, settings, ConfigSize.ForLabels(loader.Config));
        HeadParameters = loader.TakeSection();
    }

    /// <summary>The entry of the architecture.</summary>
    public static ModelHead Head => new()
    {
        Task = ModelHead.TokenClassification,
        ClassName = nameof(ModernBertForTokenClassification),
        Tensors = [.. ModernBertHead.Tensors, ModernBertHead.Classifier + ".weight", ModernBertHead.Classifier + ".bias"],
        Output = ModernBertHead.Classifier,
        New = loader => new ModernBertForTokenClassification(loader, ModernBertSettings.Read(loader.Config)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var hidden = Encoder.Forward(tape, batch).LastHiddenState;                          // [tokens, hidden]
        return tape.Linear(_head.Forward(tape, hidden, batch.Layout), _classifier);         // [tokens, labels]
    }
}

/// <summary>The head and one linear layer of two outputs on every token.</summary>
internal sealed class ModernBertForQuestionAnswering : QuestionAnsweringModel
{
    private readonly ModernBertHead _head;
    private readonly LinearWeights _classifier;

    private ModernBertForQuestionAnswering(ParameterLoader loader, ModernBertSettings settings)
        : base(new ModernBertModel(loader, settings))
    {
        _head = new ModernBertHead(loader, settings);
        _classifier = ModernBertHead.LoadClassifier(loader, settings, Outputs);
        HeadParameters = loader.TakeSection();
    }

    /// <summary>The entry of the architecture.</summary>
    public static ModelHead Head => new()
    {
        Task = ModelHead.QuestionAnswering,
        ClassName = nameof(ModernBertForQuestionAnswering),
        Tensors = [.. ModernBertHead.Tensors, ModernBertHead.Classifier + ".weight", ModernBertHead.Classifier + ".bias"],
        Output = ModernBertHead.Classifier,
        New = loader => new ModernBertForQuestionAnswering(loader, ModernBertSettings.Read(loader.Config)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var hidden = Encoder.Forward(tape, batch).LastHiddenState;                          // [tokens, hidden]
        return tape.Linear(_head.Forward(tape, hidden, batch.Layout), _classifier);         // [tokens, 2]
    }
}

/// <summary>The head and the table of words on every token. <c>sparse_prediction</c> leaves out logits that no loss reads.</summary>
internal sealed class ModernBertForMaskedLM : MaskedLanguageModel
{
    private const string Decoder = "decoder";

    private readonly ModernBertHead _head;
    private readonly LinearWeights _decoder;

    private ModernBertForMaskedLM(ParameterLoader loader, ModernBertSettings settings)
        : base(new ModernBertModel(loader, settings))
    {
        _head = new ModernBertHead(loader, settings, drops: false);
        bool hasBias = loader.Config.GetBoolean("decoder_bias", defaultValue: true);
        _decoder = loader.Decoder(Decoder, hasBias ? Decoder + ".bias" : null, ModernBertHead.OutputMatrices(loader.Config));
        HeadParameters = loader.TakeSection();
    }

    /// <summary>The entry of the architecture.</summary>
    public static ModelHead Head => new()
    {
        Task = ModelHead.MaskedLM,
        ClassName = nameof(ModernBertForMaskedLM),
        Tensors = ModernBertHead.Tensors,
        Output = Decoder,
        New = loader => new ModernBertForMaskedLM(loader, ModernBertSettings.Read(loader.Config)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var hidden = Encoder.Forward(tape, batch).LastHiddenState;                          // [tokens, hidden]
        return tape.Linear(_head.Forward(tape, hidden, batch.Layout), _decoder);            // [tokens, vocabulary]
    }
}
