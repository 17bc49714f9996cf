using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Matiz.Testing;

namespace Matiz.Tests;

/// <summary>Holds the folders of the library to their order: each may use itself and those before it.</summary>
public sealed partial class ArchitectureTests
{
    // The order of the house, lowest first. A new folder is one word here.
    private static readonly string[] LibraryFolders =
    [
        "Unicode", "Files", "Hub", "Data", "Tokenizers", "Weights", "Models", "Metrics", "Learning", "Tasks", "Inference", "Training",
        "Features", "Runs", "Charts", "Reports", "Sharing", "Workflows",
    ];

    // What each project may name besides itself.
    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["Matiz.Tensors"] = [],
        ["Matiz.Formats"] = [],
        ["Matiz.Defaults"] = [],
        ["Matiz"] = ["Matiz.Tensors", "Matiz.Formats"],
        ["Matiz.Server"] = ["Matiz"],
    };

    private static readonly ConcurrentDictionary<string, HashSet<string>> Types = new(StringComparer.Ordinal);

    public static TheoryData<string> Folders => [.. LibraryFolders];

    public static TheoryData<string> ProjectNames => [.. Projects.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void LibraryFolder_UsesOnlyItselfAndFoldersBeforeIt(string folder)
    {
        var later = LibraryFolders[(Array.IndexOf(LibraryFolders, folder) + 1)..];
        var offences = from file in SourceFiles(PathOf(folder))
                       from offence in NamesOf(later, File.ReadAllText(file))
                       select $"{Path.GetFileName(file)} names {offence}";
        Assert.Empty(offences);
    }

    [Theory]
    [InlineData("using Matiz.Reports;", "Matiz.Reports")]
    [InlineData("var page = Reports.Report.Load(path);", "Reports.Report")]
    [InlineData("/// <see cref=\"Reports.Report\"/>", "Reports.Report")]
    [InlineData("settings.Reports.Report.Clear(); Reports.Count++;", null)]
    public void NameOfALaterFolder_IsSeenWholeAndRelative(string code, string? seen) =>
        Assert.Equal(seen is null ? [] : [seen], NamesOf(["Reports"], code));

    [Theory]
    [MemberData(nameof(Folders))]
    public void LibraryFolder_HoldsOnlyItsOwnNamespace(string folder) =>
        Assert.Empty(from file in SourceFiles(PathOf(folder))
                     let declared = DeclaredNamespace().Match(File.ReadAllText(file)).Groups["name"].Value
                     where declared != $"Matiz.{folder}" && !declared.StartsWith($"Matiz.{folder}.", StringComparison.Ordinal)
                     select $"{Path.GetFileName(file)} declares {declared}");

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

    [Fact]
    public void OnlyTheServer_KnowsAspNet() =>
        Assert.Empty(from folder in Directory.GetDirectories(Path.Combine(SharedFiles.RepositoryRoot, "src"))
                     where Path.GetFileName(folder) != "Matiz.Server"
                     from file in SourceFiles(folder)
                     where File.ReadAllText(file).Contains("Microsoft.AspNetCore", StringComparison.Ordinal)
                     select Path.GetFileName(file));

    /// <summary>What names a type of the server is loaded by the command that serves alone, so that no other gets slower.</summary>
    [Fact]
    public void OnlyServing_KnowsTheServer() =>
        Assert.Empty(from file in SourceFiles(Path.Combine(SharedFiles.RepositoryRoot, "src", "Matiz.Cli"))
                     where Path.GetFileName(Path.GetDirectoryName(file)) != "Serving"
                     where File.ReadAllText(file).Contains("Matiz.Server", StringComparison.Ordinal)
                     select Path.GetFileName(file));

    private static string PathOf(string folder) => Path.Combine(SharedFiles.RepositoryRoot, "src", "Matiz", folder);

    // A folder is named by its namespace (Matiz.Reports) or, as siblings see each other, by one of its types (Reports.Report).
    private static IEnumerable<string> NamesOf(string[] folders, string code)
    {
        var whole = NamespaceOfLibrary().Matches(code).Where(match => folders.Contains(match.Groups["name"].Value));
        var relative = NameOfASibling().Matches(code)
            .Where(match => folders.Contains(match.Groups["folder"].Value)
                && TypesOf(match.Groups["folder"].Value).Contains(match.Groups["type"].Value));
        return whole.Concat(relative).Select(match => match.Value);
    }

    private static HashSet<string> TypesOf(string folder) => Types.GetOrAdd(folder, name =>
        [.. SourceFiles(PathOf(name)).SelectMany(file => DeclaredType().Matches(File.ReadAllText(file))).Select(
            match => match.Groups["name"].Value)]);

    [Fact]
    public void OnlyTensors_KnowWhichDeviceComputes() =>
        Assert.Empty(from folder in (string[])["Matiz", "Matiz.Cli"]
                     from file in SourceFiles(Path.Combine(SharedFiles.RepositoryRoot, "src", folder))
                     where File.ReadAllText(file).Contains("CpuDevice", StringComparison.Ordinal)
                     select Path.GetFileName(file));

    private static IEnumerable<string> SourceFiles(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(folder, file).StartsWith("obj", StringComparison.Ordinal))
            : [];

    [GeneratedRegex(@"\bMatiz\.(?<name>[A-Z]\w+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamespaceOfLibrary();

    [GeneratedRegex(@"(?<![\w.])(?<folder>[A-Z]\w+)\.(?<type>[A-Z]\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex NameOfASibling();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DeclaredNamespace();

    [GeneratedRegex(
        @"^(public|internal)( \w+)* (class|record|struct|enum|interface) (?<name>[A-Z]\w+)",
        RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DeclaredType();

    [GeneratedRegex(
        @"ProjectReference Include=""[^""]*?(?<name>[\w.]+)\.csproj""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"\b(File|Directory|FileStream|StreamReader)\.\w", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FileAccessCall();
}
