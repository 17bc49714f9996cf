namespace Matiz.Server.Protocols;

/// <summary>Names of models in paths.</summary>
internal static class PathName
{
    /// <summary>A name with the slashes that a client escaped, which routing leaves as they are.</summary>
    public static string Unescape(string part) => part.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
