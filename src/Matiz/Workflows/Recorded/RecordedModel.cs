using System.Text.Json.Nodes;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>What a run recorded of the model that it began with.</summary>
/// <param name="Name">As it was named: a folder, or an id on the Hub; null: the one that is meant where none is named.</param>
/// <param name="Revision">The branch, tag or commit that was asked for; null: none.</param>
/// <param name="Commit">The commit of the Hub that was read; null for a folder.</param>
public sealed record RecordedModel(string? Name, string? Revision = null, string? Commit = null)
{
    private const string NameKey = "model_name_or_path", RevisionKey = "model_revision";

    /// <summary>The record in the settings of a run.</summary>
    public static RecordedModel From(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new RecordedModel(Text(settings, NameKey), Text(settings, RevisionKey), Text(settings, BaseModelKeys.Commit));
    }

    /// <summary>The settings that record a model.</summary>
    internal static IEnumerable<KeyValuePair<string, JsonNode?>> Settings(StartingModel model)
    {
        yield return new(NameKey, model.Name);
        if (model.Revision is { } revision) yield return new(RevisionKey, revision);
        if (model.HubId is { } id) yield return new(BaseModelKeys.HubId, id);
        if (model.Commit is { } commit) yield return new(BaseModelKeys.Commit, commit);
        if (model.License is { } license) yield return new(BaseModelKeys.License, license);
    }

    private static string? Text(RunSettings settings, string key) => settings[key]?.GetValue<string>();
}
