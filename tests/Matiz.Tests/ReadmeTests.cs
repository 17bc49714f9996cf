using System.Text.RegularExpressions;
using Matiz.Data;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Training;

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
        PutFilesInPlace();
        Environment.CurrentDirectory = _folder;

        // readme
        var data = Dataset.Load("train.csv", "validation.csv");
        var model = AutoModelForSequenceClassification.FromPretrained("./distilbert-base-uncased", data.Labels);
        var trainer = new Trainer(model, new TrainingArguments { OutputDirectory = "emotion", Epochs = 2, LearningRate = 2e-5 },
                                  data["train"], data["validation"]);
        TrainingResult result = trainer.Train();
        Console.WriteLine(result.Best["f1"]);
        foreach (var (label, score) in trainer.ToClassifier().Classify("I saw a movie today and it was really good.").Scores)
            Console.WriteLine($"{label,-10} {score:P1}");
        // end

        Assert.True(File.Exists(Path.Combine("emotion", "model.safetensors")));
        Assert.InRange(result.Best["f1"]!.Value, 0, 1);
    }

    [Fact]
    public void Example_IsTheOneOfTheReadme()
    {
        string readme = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "README.md"));
        string source = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "tests", "Matiz.Tests", "ReadmeTests.cs"));
        Assert.Equal(
            Squeeze(CSharpBlock().Match(readme).Groups["code"].Value),
            Squeeze(MarkedBody().Match(source).Groups["code"].Value));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }

    private static string Squeeze(string code) => WhiteSpace().Replace(code, " ").Trim();

    private void PutFilesInPlace()
    {
        const string rows = "text,label\nwhat a lovely day,joy\nthis is awful,sadness\ni love it,joy\ni feel so low,sadness\n";
        File.WriteAllText(Path.Combine(_folder, "train.csv"), rows);
        File.WriteAllText(Path.Combine(_folder, "validation.csv"), rows);
        string model = Directory.CreateDirectory(Path.Combine(_folder, "distilbert-base-uncased")).FullName;
        foreach (string file in Directory.GetFiles(SharedFiles.Golden("tiny/distilbert/base")))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
    }

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
