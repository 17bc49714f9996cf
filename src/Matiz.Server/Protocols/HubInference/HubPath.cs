namespace Matiz.Server.Protocols.HubInference;

/// <summary>What a path names behind <c>/models/</c>.</summary>
internal static class HubPath
{
    private const string Pipeline = "/pipeline/";

    /// <summary>A model's name, and the task behind <c>/pipeline/</c>; null: none.</summary>
    public static (string Name, string? Task) Split(string path)
    {
        int at = path.LastIndexOf(Pipeline, StringComparison.Ordinal);
        return at < 0 ? (path, null) : (path[..at], path[(at + Pipeline.Length)..]);
    }
}
