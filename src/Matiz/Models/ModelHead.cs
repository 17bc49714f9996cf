using Matiz.Models.Loading;

namespace Matiz.Models;

/// <summary>What an architecture puts on its encoder for one task: one class and one entry of <see cref="Architecture.Heads"/>.</summary>
public sealed record ModelHead
{
    /// <summary>The task of text classifiers (<see cref="AutoModelForSequenceClassification"/>): one vector of logits a row.</summary>
    public const string SequenceClassification = "sequence-classification";

    /// <summary>The task of token classifiers (<see cref="AutoModelForTokenClassification"/>): one vector of logits a token.</summary>
    public const string TokenClassification = "token-classification";

    /// <summary>
    /// The task of finding an answer in a text (<see cref="AutoModelForQuestionAnswering"/>): where it starts and where it ends.
    /// </summary>
    public const string QuestionAnswering = "question-answering";

    /// <summary>The task of naming hidden words (<see cref="AutoModelForMaskedLM"/>): a logit for each word of the vocabulary.</summary>
    public const string MaskedLM = "masked-lm";

    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>The reference's name of encoder and head together, for the key <c>architectures</c>.</summary>
    public required string ClassName { get; init; }

    /// <summary>
    /// The tensors of a whole head that the encoder alone does not need, as they are called in a file of this class. A part of the encoder
    /// among them, such as BERT's pooler, has its prefix.
    /// </summary>
    public required IReadOnlyList<string> Tensors { get; init; }

    /// <summary>
    /// The linear layer among them whose rows are the outputs, for instance <c>classifier</c>; for <see cref="MaskedLM"/> the decoder,
    /// whose weight is that of the words and need not be among them.
    /// </summary>
    public required string Output { get; init; }

    /// <summary>
    /// Makes encoder and head, a model of the task's class: <see cref="SequenceClassificationModel"/>,
    /// <see cref="TokenClassificationModel"/>, <see cref="QuestionAnsweringModel"/> or <see cref="MaskedLanguageModel"/>.
    /// </summary>
    public required Func<ParameterLoader, ModelWithHead> New { get; init; }

    /// <summary>
    /// The head as a config has it, where its tensors have other names by some setting; null (the default): always this one.
    /// </summary>
    internal Func<ModelConfig, ModelHead>? ForConfig { get; init; }
}
