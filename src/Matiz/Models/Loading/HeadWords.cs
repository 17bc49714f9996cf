namespace Matiz.Models.Loading;

/// <summary>What messages call a task's head and its model.</summary>
/// <param name="Head">The head, with its article.</param>
/// <param name="Model">The model, with its article.</param>
/// <param name="Question">What the head answers.</param>
/// <param name="HowToTrain">How one gets a head of this task.</param>
internal sealed record HeadWords(string Head, string Model, string Question, string HowToTrain)
{
    private const string ByNewHead = "Take a model that was trained for it, or train a new head (FromPretrained(folder, newHead: true)).";

    /// <summary>The model, at the start of a sentence.</summary>
    public string ModelAtStart => char.ToUpperInvariant(Model[0]) + Model[1..];

    /// <summary>The words of a head's task.</summary>
    public static HeadWords For(ModelHead head) => head.Task switch
    {
        ModelHead.SequenceClassification => new(
            "the classification head", "a text classifier", "the class of a text",
            "Train one with this encoder: "
                + "give data (FineTuning.Run with StartingModel.InFolder(\"FOLDER\") and DatasetFiles.Train = F) "
                + "or labels (FromPretrained(folder, labels))."),
        ModelHead.TokenClassification => new(
            "the token classification head", "a token classifier", "the class of a token",
            "Take a model that was trained for it, or train a new head (FromPretrained(folder, labels))."),
        ModelHead.QuestionAnswering => new(
            "the question answering head", "a model that finds answers", "where an answer starts and ends", ByNewHead),
        ModelHead.MaskedLM => new("the masked language head", "a masked language model", "which word is hidden", ByNewHead),
        _ => new($"the {head.Task} head", $"a model for {head.Task}", $"that of {head.Task}", ByNewHead),
    };
}
