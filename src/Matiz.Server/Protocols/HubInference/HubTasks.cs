using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>The tasks of the Hub's inference API that this server does: a new one is one line here.</summary>
internal static class HubTasks
{
    private static readonly TextClassificationTask Classification = new();
    private static readonly FeatureExtractionTask Features = new();
    private static readonly SentenceSimilarityTask Similarity = new();

    public static IReadOnlyList<IHubTask> All { get; } = [Classification, Features, Similarity];

    /// <summary>The task of a name.</summary>
    /// <exception cref="RequestException">This server does none of that name.</exception>
    public static IHubTask Named(string name) => All.FirstOrDefault(task => string.Equals(task.Name, name, StringComparison.Ordinal))
        ?? throw new RequestException(
            RequestFault.WrongModel,
            (HubForeign.Tasks.Contains(name, StringComparer.Ordinal) ? $"'{name}' is a task" : "the path names a task")
            + $" that is not done here. One of {string.Join(", ", All.Select(task => task.Name))} was expected. Correct the path.");

    /// <summary>
    /// The task of a request that names none: what compares sentences shows it by its shape; else a classifier classifies, and another
    /// model gives features.
    /// </summary>
    public static IHubTask For(ServedModel model, JsonElement body)
    {
        bool compares = body.TryGetProperty("inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Object
            && inputs.TryGetProperty(SentenceSimilarity.SourceKey, out _);
        if (compares) return Similarity;
        return TaskOf(model);
    }

    /// <summary>What a model is for.</summary>
    public static IHubTask TaskOf(ServedModel model) => model.Classifier is null ? Features : Classification;
}
