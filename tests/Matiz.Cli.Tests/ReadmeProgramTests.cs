using Matiz.Testing;

namespace Matiz.Cli.Tests;

/// <summary>The C# program of the README leaves a run that the commands read.</summary>
[Collection(nameof(ReadmeProgramTests))]
public sealed class ReadmeProgramTests : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-readme-").FullName;

    [Fact]
    public void Folder_IsARunForEveryCommand()
    {
        ReadmeProgram.PutFilesInPlace(_folder);
        Environment.CurrentDirectory = _folder;
        ReadmeProgram.Run();
        Directory.Move("emotion", "first");
        ReadmeProgram.Run();

        Assert.Equal("emotion/report.html\n", CliRun.Of("report", "emotion").Succeeded().Output);
        Assert.Contains("i feel so low", File.ReadAllText("emotion/report.html"), StringComparison.Ordinal);

        string errors = CliRun.Of("errors", "emotion").Succeeded().Output;
        Assert.Contains("validation.csv:", errors, StringComparison.Ordinal);
        Assert.Contains("what a lovely day", errors, StringComparison.Ordinal);

        var comparison = CliRun.Of("compare", "first", "emotion", "--json").Succeeded().Json;
        Assert.Equal(4, comparison["rows"]!.GetValue<int>());
        Assert.Equal(0, comparison["metrics"]!["f1"]!["difference"]!.GetValue<double>());

        var evaluation = CliRun.Of("evaluate", "emotion", "--test", "validation.csv", "--json").Succeeded().Json;
        Assert.Equal(4, evaluation["rows"]!.GetValue<int>());
        Assert.Equal(
            "the run in emotion is finished: there is nothing to go on with.",
            CliRun.Of("train", "--output", "emotion", "--resume").Succeeded().Error.TrimEnd());
    }

    [Fact]
    public void RowsOfTrain_WhichAProgramRead_AreNotTakenFromTheSample()
    {
        ReadmeProgram.PutFilesInPlace(_folder);
        Environment.CurrentDirectory = _folder;
        ReadmeProgram.Run();

        var run = CliRun.Of("errors", "emotion", "--split", "train", "--model", "distilbert-base-uncased");

        Assert.Equal(2, run.Code);
        Assert.Equal(
            "matiz: emotion: its rows were given by a program, which recorded no files of them that could be read again. "
            + "A run of matiz train was expected. Look at --split validation, or train with matiz train.",
            run.Error.TrimEnd());
    }

    [Fact]
    public void UnfinishedRun_OfAProgram_NamesTheProgram()
    {
        ReadmeProgram.PutFilesInPlace(_folder);
        Environment.CurrentDirectory = _folder;
        ReadmeProgram.Run();
        File.Delete("emotion/all_results.json");
        File.Delete("emotion/model.safetensors");

        Assert.Equal(
            "matiz: emotion: this run was begun by a program, which recorded no files of its rows. A run of matiz train was expected. "
            + "Start the program again, with Resume in its TrainingArguments, or name another --output.",
            CliRun.Of("train", "--output", "emotion", "--resume").Error.TrimEnd());
        Assert.Contains(
            "Start the program that began it again, with Resume in its TrainingArguments",
            CliRun.Of("predict", "emotion", "a text").Error, StringComparison.Ordinal);
        Assert.Contains("start the program that began it again", CliRun.Of("report", "emotion").Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Changes the current folder of the process, so nothing runs beside it.</summary>
[CollectionDefinition(nameof(ReadmeProgramTests), DisableParallelization = true)]
public sealed class ReadmeProgramCollection;
