using Matiz.Models;

namespace Matiz.Cli.Inspection;

/// <summary>Whether config, weights and tokenizer fit together: the model is made of them, and what that said is listed.</summary>
internal static class ModelCheck
{
    /// <summary>What loading says of a model; empty for an architecture that this version does not compute.</summary>
    public static IReadOnlyList<string> Of(ModelSource source, bool isClassifier) =>
        isClassifier
            ? AutoModelForSequenceClassification.FromPretrained(source.Files).LoadingNotes
            : AutoModel.FromPretrained(source.Files).LoadingNotes;
}
