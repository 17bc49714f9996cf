using System.Text.RegularExpressions;
using Matiz.Testing;

namespace Matiz.Tests;

/// <summary>Holds the folders of the library to their order: each may use itself and those before it.</summary>
public sealed partial class ArchitectureTests
{
    // The order of the house, lowest first. A new folder is one word here.
    private static readonly string[] LibraryFolders =
    [
        "Files", "Hub", "Data", "Tokenizers", "Weights", "Models", "Metrics", "Learning", "Tasks", "Inference", "Training", "Features",
        "Runs", "Charts", "Reports", "Sharing", "Workflows",
    ];

    // What each project may name besides itself.
    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["Matiz.Tensors"] = [],
        ["Matiz.Formats"] = [],
        ["Matiz.Defaults"] = [],
        ["Matiz"] = ["Matiz.Tensors", "Matiz.Formats"],
    };

    public static TheoryData<string> Folders => [.. LibraryFolders];

    public static TheoryData<string> ProjectNames => [.. Projects.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void LibraryFolder_UsesOnlyItselfAndFoldersBeforeIt(string folder)
    {
        string path = Path.Combine(SharedFiles.RepositoryRoot, "src", "Matiz", folder);
        var later = LibraryFolders[(Array.IndexOf(LibraryFolders, folder) + 1)..];
        var offences = from file in SourceFiles(path)
                       from Match match in NamespaceOfLibrary().Matches(File.ReadAllText(file))
                       where later.Contains(match.Groups["name"].Value)
                       select $"{Path.GetFileName(file)} names {match.Value}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Library_HasNoFolderOutsideTheOrder() =>
        Assert.Empty(Directory.GetDirectories(Path.Combine(SharedFiles.RepositoryRoot, "src", "Matiz"))
            .Select(path => Path.GetFileName(path)!)
            .Except([.. LibraryFolders, "bin", "obj", "build"]));

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Project_ReferencesOnlyWhatLiesBelowIt(string project)
    {
        string file = Path.Combine(SharedFiles.RepositoryRoot, "src", project, project + ".csproj");
        var references = ProjectReference().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value);
        Assert.Empty(references.Except(Projects[project]));
    }

    [Fact]
    public void Tensors_KnowNoFiles() =>
        Assert.Empty(from file in SourceFiles(Path.Combine(SharedFiles.RepositoryRoot, "src", "Matiz.Tensors"))
                     where FileAccessCall().IsMatch(File.ReadAllText(file))
                     select Path.GetFileName(file));

    private static IEnumerable<string> SourceFiles(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(folder, file).StartsWith("obj", StringComparison.Ordinal))
            : [];

    [GeneratedRegex(@"\bMatiz\.(?<name>[A-Z]\w+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamespaceOfLibrary();

    [GeneratedRegex(@"ProjectReference Include=""[^""]*?(?<name>[\w.]+)\.csproj""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"\b(File|Directory|FileStream|StreamReader)\.\w", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FileAccessCall();
}
