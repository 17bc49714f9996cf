using System.Text.Json.Nodes;
using Matiz.Features;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>Settings of <see cref="FineTuning"/>.</summary>
public sealed record FineTuningOptions
{
    /// <summary>
    /// How the model is trained; the folder that it names is not looked at. Without validation rows nothing is evaluated and the last
    /// weights are kept, whatever is asked here. Default: the library's.
    /// </summary>
    public TrainingArguments Arguments { get; init; } = new();

    /// <summary>Whether baselines, the map of the classes and <c>report.html</c> belong to the run. Default true.</summary>
    public bool WithReport { get; init; } = true;

    /// <summary>
    /// Which files the data was read from; recorded, so that the run can be completed and its training rows looked at. Null, the default:
    /// the rows came from elsewhere.
    /// </summary>
    public DataSelection? Selection { get; init; }

    /// <summary>Settings to be recorded besides; a resumed run must have the same.</summary>
    public IReadOnlyDictionary<string, JsonNode?> AdditionalSettings { get; init; } =
        new Dictionary<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>Where features for the baselines are kept; null: nowhere. Default: the user's cache.</summary>
    public FeatureCache? Cache { get; init; } = new();
}
