using System.Collections.Concurrent;
using Matiz.Models;
using Matiz.Testing;

namespace Matiz.Tests.Models;

/// <summary>
/// The tiny checkpoints of the reference, each as encoder (<c>base</c>) and under each head: what holds for one holds for all.
/// </summary>
internal static class TinyModels
{
    // Architectures that differ from another in nothing but their names: the other's checkpoint under these.
    private static readonly Dictionary<string, (string Original, string Class, string OriginalClass)> Relatives =
        new(StringComparer.Ordinal) { ["camembert"] = ("xlm-roberta", "Camembert", "XLMRoberta") };

    private static readonly ConcurrentDictionary<string, string> Copies = new(StringComparer.Ordinal);

    static TinyModels() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (string copy in Copies.Values) Directory.Delete(copy, recursive: true);
    };

    /// <summary>Their names; a new architecture is one line here.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "albert",
        "bert", "bert-relu-eps", "bert-gelu-new",
        "camembert",
        "deberta-v2",
        "distilbert",
        "electra",
        "modernbert",
        "mpnet",
        "roberta",
        "xlm-roberta",
    ];

    /// <summary>Every head of every architecture of the library.</summary>
    public static IEnumerable<(string ModelType, string Task)> Heads =>
        from architecture in Architecture.All
        from head in architecture.Heads
        select (architecture.ModelType, head.Task);

    /// <summary>A checkpoint's folder; the test is skipped where it lies beside the repository and is absent.</summary>
    public static string Folder(string name, string head)
    {
        if (Relatives.ContainsKey(name)) return Copies.GetOrAdd($"{name}/{head}", _ => Renamed(name, head));
        string folder = SharedFiles.Golden($"tiny/{name}/{head}");
        if (Directory.Exists(folder)) return folder;
        Assert.SkipUnless(SharedFiles.SharedExists, $"needs ../shared: the tiny {name} of the reference");
        return SharedFiles.Shared($"goldens/tiny/{name}/{head}");
    }

    private static string Renamed(string name, string head)
    {
        var (original, className, originalClass) = Relatives[name];
        string source = Folder(original, head), copy = Directory.CreateTempSubdirectory("matiz-tiny-").FullName;
        foreach (string file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        string config = Path.Combine(copy, ModelConfig.FileName);
        File.WriteAllText(
            config,
            File.ReadAllText(config)
                .Replace($"\"{original}\"", $"\"{name}\"", StringComparison.Ordinal)
                .Replace($"\"{originalClass}", $"\"{className}", StringComparison.Ordinal));
        return copy;
    }
}
