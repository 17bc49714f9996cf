using System.Text.RegularExpressions;
using Matiz.Models;
using Matiz.Testing;

namespace Matiz.Tests;

/// <summary>The C# of the README is the body of a test that runs, on small files of the names it uses.</summary>
[Collection(nameof(ReadmeTests))]
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-readme-").FullName;

    [Fact]
    public void Example_Runs()
    {
        ReadmeProgram.PutFilesInPlace(_folder);
        Environment.CurrentDirectory = _folder;

        var result = ReadmeProgram.Run();

        Assert.True(File.Exists(Path.Combine("emotion", "model.safetensors")));
        Assert.InRange(result.Best["f1"]!.Value, 0, 1);
    }

    [Fact]
    public void KerasExample_Runs()
    {
        ReadmeProgram.PutFilesInPlace(_folder);
        Environment.CurrentDirectory = _folder;

        var history = ReadmeProgram.RunKeras();

        Assert.Equal(2, history["val_sparse_categorical_accuracy"].Count);
        Assert.True(File.Exists(Path.Combine("best", "model.safetensors")));
    }

    [Fact]
    public void Examples_AreThoseOfTheReadme_InItsOrder()
    {
        string readme = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "README.md"));
        string source = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "tests", "Matiz.Tests", "ReadmeProgram.cs"));
        Assert.Equal(
            CSharpBlock().Matches(readme).Select(match => Squeeze(match.Groups["code"].Value)),
            MarkedBody().Matches(source).Select(match => Squeeze(match.Groups["code"].Value)));
    }

    [Fact]
    public async Task InferenceExample_Runs()
    {
        ReadmeProgram.PutFilesInPlace(_folder);
        Environment.CurrentDirectory = _folder;
        ReadmeProgram.Run();

        Assert.Equal(2, await ReadmeProgram.RunInference(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Models_AreThoseOfTheListOfArchitectures()
    {
        string readme = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "README.md"));
        Assert.All(AutoModel.ModelTypes, modelType => Assert.Contains($" | `{modelType}` | ", readme, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }

    private static string Squeeze(string code) => WhiteSpace().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("// readme\n(?<code>.*?)// end", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MarkedBody();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();
}

/// <summary>Changes the current folder of the process, so nothing runs beside it.</summary>
[CollectionDefinition(nameof(ReadmeTests), DisableParallelization = true)]
public sealed class ReadmeCollection;
