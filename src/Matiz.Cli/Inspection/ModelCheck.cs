using Matiz.Data;
using Matiz.Models;

namespace Matiz.Cli.Inspection;

/// <summary>Whether config, weights and tokenizer fit together: the model is made of them, and what that said is listed.</summary>
internal static class ModelCheck
{
    /// <summary>What loading says of a model, and its labels and their meaning; null for an encoder alone.</summary>
    public static (IReadOnlyList<string> Notes, ClassLabel? Labels, ProblemType? ProblemType) Run(ModelSource source, bool isClassifier)
    {
        if (!isClassifier) return (AutoModel.FromPretrained(source.Files).LoadingNotes, null, null);
        var model = AutoModelForSequenceClassification.FromPretrained(source.Files);
        return (model.LoadingNotes, model.Labels, model.ProblemType);
    }
}
