using Matiz.Models.Loading;

namespace Matiz.Models;

/// <summary>What an architecture puts on its encoder for one task: one class and one entry of <see cref="Architecture.Heads"/>.</summary>
public sealed record ModelHead
{
    /// <summary>The task of text classifiers (<see cref="AutoModelForSequenceClassification"/>): one vector of logits a row.</summary>
    public const string SequenceClassification = "sequence-classification";

    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>The reference's name of encoder and head together, for the key <c>architectures</c>.</summary>
    public required string ClassName { get; init; }

    /// <summary>
    /// The tensors of a whole head that the encoder alone does not need, as they are called in a file of this class. A part of the encoder
    /// among them, such as BERT's pooler, has its prefix.
    /// </summary>
    public required IReadOnlyList<string> Tensors { get; init; }

    /// <summary>The linear layer among them whose rows are the outputs, for instance <c>classifier</c>.</summary>
    public required string Output { get; init; }

    /// <summary>Makes encoder and head; for sequence classification a <see cref="SequenceClassificationModel"/>.</summary>
    public required Func<ParameterLoader, ModelWithHead> New { get; init; }
}
