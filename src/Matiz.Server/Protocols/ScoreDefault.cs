using Matiz.Server.Models;
using Matiz.Tasks;

namespace Matiz.Server.Protocols;

/// <summary>What makes scores of logits where a request of a foreign protocol does not say.</summary>
internal static class ScoreDefault
{
    /// <summary>
    /// The model's own function (null), and the sigmoid for one label whose config names no problem type: the library reads it as a
    /// regression, but pipeline and text-embeddings-inference give the sigmoid, which is what a re-ranker's clients expect.
    /// </summary>
    public static ScoreFunction? Of(ServedModel model) =>
        model.Classifier is { Labels.Count: 1 } classifier && !classifier.Model.Config.HasProblemType ? ScoreFunction.Sigmoid : null;
}
