using System.Text.Json.Nodes;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private static readonly string Golden = SharedFiles.Golden("formats/parquet/hf-classlabel.parquet");

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Info_Json_KeysOfTheContract()
    {
        var run = CliRun.Of("data", "info", Golden, _workspace.Train, "--json").Succeeded();
        var files = JsonNode.Parse(run.Output)!["files"]!.AsArray();
        Assert.Equal(["path", "format", "rows", "columns", "labels"], files[0]!.AsObject().Select(pair => pair.Key));
        Assert.Equal("parquet", files[0]!["format"]!.GetValue<string>());
        Assert.Equal(3, files[0]!["rows"]!.GetValue<int>());
        Assert.Equal(
            """[{"name":"text","type":"text"},{"name":"label","type":"class label"}]""", files[0]!["columns"]!.ToJsonString());
        Assert.Equal(["anger", "fear", "joy"], files[1]!["labels"]!.AsArray().Select(label => label!.GetValue<string>()));
        Assert.Equal(60, files[1]!["rows"]!.GetValue<int>());
    }

    [Fact]
    public void Info_ForPeople_NamesColumnsAndLabels()
    {
        var run = CliRun.Of("data", "info", _workspace.Train).Succeeded();
        Assert.Contains(": csv, 60 rows\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  3 labels: anger, fear, joy\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Head_ShowsAsManyRowsAsAsked()
    {
        var lines = CliRun.Of("data", "head", Golden, "--rows", "2").Succeeded().Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("  text  label", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.EndsWith(' '));
        Assert.Equal(2, CliRun.Of("data", "head", Golden, "--rows", "2", "--json").Succeeded().JsonLines.Length);
    }

    [Theory]
    [InlineData("rows.csv")]
    [InlineData("rows.tsv.gz")]
    [InlineData("rows.jsonl")]
    [InlineData("rows.json")]
    [InlineData("rows.parquet")]
    [InlineData("rows.arrow")]
    [InlineData("rows.feather")]
    public void Convert_ToEveryFormat_PredictsTheSame(string name)
    {
        string output = _workspace.Path(name);
        var run = CliRun.Of("data", "convert", _workspace.Test, "--output", output).Succeeded();
        Assert.Equal($"15 rows written to {output}.\n", run.Error);
        string[] Answers(string path) =>
            CliRun.Of("predict", Workspace.TinyClassifier, "--input", path, "--json").Succeeded().Output.Split('\n');
        Assert.Equal(Answers(_workspace.Test), Answers(output));
    }

    [Fact]
    public void Convert_SeveralFiles_JoinsThem()
    {
        string output = _workspace.Path("all.parquet");
        string json = CliRun.Of("data", "convert", _workspace.Train, _workspace.Test, "--output", output, "--json").Succeeded().Output;
        Assert.Equal(75, JsonNode.Parse(json)!["rows"]!.GetValue<int>());
    }

    [Fact]
    public void Convert_StandardInput_IsReadOnce()
    {
        string output = _workspace.Path("rows.csv");
        CliRun.WithInput("{\"text\":\"a\",\"n\":1}\n", "data", "convert", "-", "--output", output).Succeeded();
        Assert.Equal("text,n\na,1\n", File.ReadAllText(output));
    }

    [Fact]
    public void Convert_Wrong_ExitTwoAndNothingIsWritten()
    {
        string train = _workspace.Train, docx = _workspace.Path("a.docx"), json = _workspace.Path("a.jsonl");
        var unknown = CliRun.Of("data", "convert", train, "--output", docx);
        Assert.Equal(2, unknown.Code);
        Assert.StartsWith(
            $"matiz: --output {docx}: the extension is '.docx'. One of .csv, .tsv, ", unknown.Error, StringComparison.Ordinal);

        byte[] before = File.ReadAllBytes(train);
        Assert.Equal(2, CliRun.Of("data", "convert", train, "--output", train, "--overwrite").Code);
        Assert.Equal(before, File.ReadAllBytes(train));

        string broken = _workspace.Write("b.jsonl", "{\"text\": \"a\"}\n{\n");
        Assert.Equal(2, CliRun.Of("data", "convert", broken, "--output", json).Code);
        Assert.False(File.Exists(json));

        File.WriteAllText(json, "mine");
        var there = CliRun.Of("data", "convert", train, "--output", json);
        Assert.Equal((2, "mine"), (there.Code, File.ReadAllText(json)));
        Assert.Equal($"matiz: {json}: this file exists. A new name was expected. Name another one, or give --overwrite.\n", there.Error);
        CliRun.Of("data", "convert", train, "--output", json, "--overwrite").Succeeded();
    }

    [Theory]
    [InlineData("data: nothing stands behind it. One of info, head, convert was expected. Begin with 'matiz data info'.")]
    [InlineData("data: 'show' stands behind it. One of info, head, convert was expected. Begin with 'matiz data info'.", "show", "a.csv")]
    [InlineData("data info: no file is named. One or more were expected. Name them.", "info")]
    [InlineData("data info: --rows was given, which is for 'data head'. Leave it out.", "info", "a.csv", "--rows", "3")]
    [InlineData("data convert: --output is missing. A file to write was expected. Name one, such as rows.jsonl.", "convert", "{train}")]
    public void Words_ThatDoNotFit_ExitTwo(string expected, params string[] words)
    {
        var run = CliRun.Of(["data", .. words.Select(word => word == "{train}" ? _workspace.Train : word)]);
        Assert.Equal(2, run.Code);
        Assert.Equal($"matiz: {expected}\n", run.Error);
    }
}
