using System.Text;
using System.Text.RegularExpressions;

namespace Matiz.Hub.Upload;

/// <summary>The <c>.gitattributes</c> of a repository: which of its files lie in the store of large files (LFS).</summary>
internal sealed class GitAttributes
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".gitattributes";

    private const string Rule = " filter=lfs diff=lfs merge=lfs -text";

    // What the Hub writes into a new repository.
    private static readonly string[] Usual =
    [
        "*.7z", "*.arrow", "*.bin", "*.bz2", "*.ckpt", "*.ftz", "*.gz", "*.h5", "*.joblib", "*.lfs.*", "*.mlmodel", "*.model", "*.msgpack",
        "*.npy", "*.npz", "*.onnx", "*.ot", "*.parquet", "*.pb", "*.pickle", "*.pkl", "*.pt", "*.pth", "*.rar", "*.safetensors",
        "saved_model/**/*", "*.tar.*", "*.tar", "*.tflite", "*.tgz", "*.wasm", "*.xz", "*.zip", "*.zst", "*tfevents*",
    ];

    private readonly string _text;
    private readonly List<(Regex Pattern, bool IsLarge)> _rules = [];

    private GitAttributes(string text)
    {
        _text = text;
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0].StartsWith('#')) continue;
            if (words.Skip(1).LastOrDefault(IsFilter) is { } word) _rules.Add((PatternOf(words[0]), word is "filter=lfs"));
        }
    }

    /// <summary>What a new repository has.</summary>
    public static GitAttributes Default { get; } = Parse(string.Concat(Usual.Select(static pattern => $"{pattern}{Rule}\n")));

    /// <summary>Reads the file.</summary>
    public static GitAttributes Parse(string text) => new(text.ReplaceLineEndings("\n"));

    /// <summary>Whether a file lies in the store: the last rule that fits decides, as in git.</summary>
    public bool IsLarge(string path)
    {
        bool isLarge = false;
        foreach (var (pattern, rule) in _rules)
        {
            if (pattern.IsMatch(path)) isLarge = rule;
        }

        return isLarge;
    }

    /// <summary>The text with a rule for each of these files that has none yet; null where all have one.</summary>
    public string? With(IEnumerable<string> paths)
    {
        string[] missing = [.. paths.Where(path => !IsLarge(path)).Order(StringComparer.Ordinal)];
        if (missing.Length == 0) return null;
        string before = _text.Length == 0 || _text.EndsWith('\n') ? _text : _text + "\n";
        return before + string.Concat(missing.Select(static path => $"{Quoted(path)}{Rule}\n"));
    }

    private static bool IsFilter(string word) => word.TrimStart('-', '!').StartsWith("filter", StringComparison.Ordinal);

    // A pattern that fits this path alone. Blanks end a pattern, so they are a set; so is what would mean something else.
    private static string Quoted(string path)
    {
        var pattern = new StringBuilder(path.Contains('/', StringComparison.Ordinal) ? "" : "/");
        foreach (char c in path)
        {
            if (c is ' ') pattern.Append("[[:space:]]");
            else if (c is '*' or '?' or '[') pattern.Append('[').Append(c).Append(']');
            else pattern.Append(c);
        }

        return pattern.ToString();
    }

    // As gitattributes has them: a pattern without a slash is of names in any folder; ** crosses folders, * does not.
    private static Regex PatternOf(string pattern)
    {
        bool isAnchored = pattern.Contains('/', StringComparison.Ordinal);
        var regex = new StringBuilder(isAnchored ? "^" : "^(.*/)?");
        string text = pattern.TrimStart('/');
        for (int i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("**/")) (regex, i) = (regex.Append("(.*/)?"), i + 2);
            else if (text.AsSpan(i).StartsWith("**")) (regex, i) = (regex.Append(".*"), i + 1);
            else if (text.AsSpan(i).StartsWith("[[:space:]]")) (regex, i) = (regex.Append("\\s"), i + 10);
            else if (text[i] is '*') regex.Append("[^/]*");
            else if (text[i] is '?') regex.Append("[^/]");
            else if (text[i] is '\\' && i + 1 < text.Length) regex.Append(Regex.Escape(text[++i].ToString()));
            else if (text[i] is '[' && text.IndexOf(']', Math.Min(text.Length, i + 2)) is > 0 and var end)
            {
                string set = text[(i + 1)..end];
                regex.Append('[').Append(set[0] is '!' ? "^" + Escaped(set[1..]) : Escaped(set)).Append(']');
                i = end;
            }
            else regex.Append(Regex.Escape(text[i].ToString()));
        }

        static string Escaped(string set) => Regex.Escape(set).Replace("]", "\\]", StringComparison.Ordinal);
        return new Regex(
            regex.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1));
    }
}
