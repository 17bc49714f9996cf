using System.Text;

namespace Matiz.Hub.Upload;

/// <summary>What a file may be called in a repository: what git, the Hub and every system that downloads it can take.</summary>
internal static class UploadPath
{
    private const int MostBytesOfPart = 255, MostBytes = 4096;

    /// <summary>The path without a leading <c>/</c> or <c>./</c>.</summary>
    public static string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        while (path.StartsWith('/') || path.StartsWith("./", StringComparison.Ordinal)) path = path[(path[0] == '/' ? 1 : 2)..];
        return path;
    }

    /// <summary>The rule that a path breaks, as the second beat of a message; null where it breaks none.</summary>
    public static string? FaultOf(string path)
    {
        if (path.Length == 0) return "it is empty";
        if (path.Any(char.IsControl)) return "it has a control character";
        if (path.Contains('\\', StringComparison.Ordinal)) return "it has a '\\', which one system takes for a folder and another does not";
        if (!IsWhole(path)) return "it has half a character";
        if (Encoding.UTF8.GetByteCount(path) > MostBytes) return $"it has more than {MostBytes} bytes";
        string[] parts = path.Split('/');
        if (parts.Any(static part => part.Length == 0)) return "a folder in it has no name";
        if (parts.Any(static part => part is "." or "..")) return "it has a '.' or '..' among its folders";
        if (parts.Any(static part => Encoding.UTF8.GetByteCount(part) > MostBytesOfPart))
            return $"a name in it has more than {MostBytesOfPart} bytes";
        if (parts.Any(static part => part.Equals(".git", StringComparison.OrdinalIgnoreCase))) return "it lies in '.git'";
        return parts[0] is ".cache" ? "it lies in '.cache'" : null;
    }

    /// <summary>The path for an address: its parts escaped, its slashes kept.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static bool IsWhole(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
