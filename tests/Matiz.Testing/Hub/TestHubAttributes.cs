using System.Text;

namespace Matiz.Testing;

/// <summary>Which files of a repository are large files: by its <c>.gitattributes</c>, else by the Hub's usual endings.</summary>
internal static class TestHubAttributes
{
    /// <summary>The path of the file that names the patterns.</summary>
    public const string Path = ".gitattributes";

    private static readonly string[] UsualEndings =
        [
            "7z", "arrow", "bin", "bz2", "ckpt", "ftz", "gz", "h5", "joblib", "mlmodel", "model", "msgpack", "npy", "npz", "onnx", "ot",
            "parquet", "pb", "pickle", "pkl", "pt", "pth", "rar", "safetensors", "tar", "tflite", "tgz", "wasm", "xz", "zip", "zst",
        ];

    /// <summary>What a repository that was made through the API holds at first.</summary>
    public static byte[] Default { get; } =
        Encoding.UTF8.GetBytes(string.Concat(UsualEndings.Select(ending => $"*.{ending} filter=lfs diff=lfs merge=lfs -text\n")));

    /// <summary>Whether a path is one of a large file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="attributes">The content of <c>.gitattributes</c>, or null for the usual endings.</param>
    public static bool IsLfs(string path, byte[]? attributes)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return Encoding.UTF8.GetString(attributes ?? Default).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(words => words.Length > 1 && words.Contains("filter=lfs", StringComparer.Ordinal))
            .Any(words => Matches(words[0], name) || Matches(words[0], path));
    }

    /// <summary>Whether a pattern of <c>.gitignore</c> means a path: by its name, its whole, or a folder above it.</summary>
    public static bool MatchesPath(string pattern, string path)
    {
        string folder = pattern.TrimStart('/').TrimEnd('/') + "/";
        return Matches(pattern, path[(path.LastIndexOf('/') + 1)..]) || Matches(pattern.TrimStart('/'), path)
            || path.StartsWith(folder, StringComparison.Ordinal);
    }

    private static bool Matches(string pattern, string text)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? pattern == text
            : text.Length >= pattern.Length - 1 && text.StartsWith(pattern[..star], StringComparison.Ordinal)
                && text.EndsWith(pattern[(star + 1)..], StringComparison.Ordinal);
    }
}
