namespace Matiz.Training;

/// <summary>
/// Keys of <c>training_args.json</c> that say where the base model came from, for the model card; they follow from the model's name, and
/// never keep a run from going on.
/// </summary>
internal static class BaseModelKeys
{
    /// <summary>Its id on the Hub; null where it did not come from there.</summary>
    public const string HubId = "base_model";

    /// <summary>Its commit on the Hub; null where it did not come from there.</summary>
    public const string Commit = "base_model_revision";

    /// <summary>Its licence in the Hub's spelling; null where it is not known.</summary>
    public const string License = "base_model_license";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [HubId, Commit, License];
}
