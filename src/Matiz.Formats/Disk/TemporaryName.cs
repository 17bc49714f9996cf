using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Matiz.Formats.Disk;

/// <summary>
/// Names of what lies beside a file or a folder while it is replaced: <c>.NAME.RANDOM.matiz-new</c>, <c>-old</c>, <c>-gone</c>. The random
/// part makes each a new one; all of it is short, so that every name that is valid can be written; and nobody else names files so, which
/// is how those of a killed process are known.
/// </summary>
internal static class TemporaryName
{
    /// <summary>What is being written.</summary>
    public const string New = "new";

    /// <summary>What was there, until the new one stands.</summary>
    public const string Old = "old";

    /// <summary>What is being removed.</summary>
    public const string Gone = "gone";

    private const int RandomLength = 12, LongestStem = 40;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567", Ours = ".matiz-";

    private static readonly SearchValues<char> Known = SearchValues.Create(Letters);

    /// <summary>A new name beside a path.</summary>
    public static string Beside(string path, string kind) =>
        Path.Join(Path.GetDirectoryName(path), $".{Stem(path)}.{RandomNumberGenerator.GetString(Letters, RandomLength)}{Ours}{kind}");

    /// <summary>A new name in the folder of temporary files, where none can be made beside.</summary>
    public static string Elsewhere(string path) => Beside(Path.Join(Path.GetTempPath(), Stem(path)), New);

    /// <summary>What such names of a path begin and end with, for a search.</summary>
    public static string PatternOf(string path, string kind) => $".{Stem(path)}.*{Ours}{kind}";

    /// <summary>The name that such a name was made of; null where it is none of ours.</summary>
    public static string? NameOf(string path, string kind)
    {
        string name = Path.GetFileName(path), end = Ours + kind;
        int stem = name.Length - end.Length - RandomLength - 2;
        if (stem < 1 || name[0] is not '.' || !name.EndsWith(end, StringComparison.Ordinal) || name[stem + 1] is not '.') return null;
        return name.AsSpan(stem + 2, RandomLength).ContainsAnyExcept(Known) ? null : name.Substring(1, stem);
    }

    /// <summary>What stands for a name: itself, or its hash where it is long.</summary>
    public static string Stem(string path)
    {
        string name = Path.GetFileName(path);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length <= LongestStem ? name : Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, LongestStem / 2));
    }
}
