namespace Matiz.Server.Reloading;

/// <summary>How the loading of a changed folder ends, as metrics call it.</summary>
internal static class ReloadOutcome
{
    /// <summary>The new version serves.</summary>
    public const string Loaded = "loaded";

    /// <summary>The files were written anew with the same contents.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>They cannot be served.</summary>
    public const string Refused = "refused";
}
