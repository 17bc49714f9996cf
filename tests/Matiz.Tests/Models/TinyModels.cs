using Matiz.Models;
using Matiz.Testing;

namespace Matiz.Tests.Models;

/// <summary>
/// The tiny checkpoints of the reference, each as encoder (<c>base</c>) and as classifier: what holds for one holds for all.
/// </summary>
internal static class TinyModels
{
    /// <summary>Their names; a new architecture is one line here.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "bert", "bert-relu-eps", "bert-gelu-new",
        "deberta-v2",
        "distilbert",
        "modernbert",
        "mpnet",
        "roberta",
    ];

    /// <summary>Every head of every architecture of the library that the reference has a tiny checkpoint for.</summary>
    public static IEnumerable<(string ModelType, string Task)> Heads =>
        from architecture in Architecture.All
        from head in architecture.Heads
        select (architecture.ModelType, head.Task);

    /// <summary>A checkpoint's folder; the test is skipped where it lies beside the repository and is absent.</summary>
    public static string Folder(string name, string head)
    {
        string folder = SharedFiles.Golden($"tiny/{name}/{head}");
        if (Directory.Exists(folder)) return folder;
        Assert.SkipUnless(SharedFiles.SharedExists, $"needs ../shared: the tiny {name} of the reference");
        return SharedFiles.Shared($"goldens/tiny/{name}/{head}");
    }
}
