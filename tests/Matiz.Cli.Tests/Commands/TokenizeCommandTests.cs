namespace Matiz.Cli.Tests.Commands;

public sealed class TokenizeCommandTests
{
    [Fact]
    public void Json_OneObjectAText_KeysOfTheContract()
    {
        var lines = CliRun.Of("tokenize", "all-MiniLM-L6-v2", "naïve 😀", "@user hi", "--json").Succeeded().JsonLines;
        Assert.Equal(2, lines.Length);
        Assert.Equal(["ids", "tokens", "offsets", "type_ids", "sequence_ids", "special"], lines[0].Select(pair => pair.Key));
        Assert.Equal("[101,15743,100,102]", lines[0]["ids"]!.ToJsonString());
        Assert.Equal("[[0,0],[0,5],[6,8],[0,0]]", lines[0]["offsets"]!.ToJsonString());
        Assert.Equal("[null,0,0,null]", lines[0]["sequence_ids"]!.ToJsonString());
        Assert.Equal("[1,0,0,1]", lines[0]["special"]!.ToJsonString());
    }

    [Fact]
    public void Input_Pairs_HaveTypesAndSequences()
    {
        var line = Assert.Single(
            CliRun.WithInput("{\"id\":\"7\",\"text\":\"a\",\"text_pair\":\"b\"}\n", "tokenize", Workspace.TinyModel, "-", "--json")
                .Succeeded().JsonLines);
        Assert.Equal("7", line["id"]!.GetValue<string>());
        Assert.Equal("[null,0,null,1,null]", line["sequence_ids"]!.ToJsonString());
        Assert.Equal("[0,0,0,1,1]", line["type_ids"]!.ToJsonString());
    }

    [Fact]
    public void LongText_IsNeverCut_UnlessAsked()
    {
        string text = string.Concat(Enumerable.Repeat("a ", 700));
        Assert.Equal(702, CliRun.Of("tokenize", "all-MiniLM-L6-v2", text, "--json").JsonLines[0]["ids"]!.AsArray().Count);
        Assert.Equal(
            8, CliRun.Of("tokenize", "all-MiniLM-L6-v2", text, "--json", "--max-length", "8").JsonLines[0]["ids"]!.AsArray().Count);
    }

    [Fact]
    public void Overflow_OnlyWhereAsked_HasTheRestInWindows()
    {
        string[] command = ["tokenize", "all-MiniLM-L6-v2", "one two three four five", "--max-length", "4"];
        Assert.DoesNotContain("overflowing", CliRun.Of([.. command, "--json"]).Succeeded().JsonLines[0].Select(pair => pair.Key));

        var line = CliRun.Of([.. command, "--overflow", "--stride", "1", "--json"]).Succeeded().JsonLines[0];
        Assert.Equal(
            ["[CLS] one two [SEP]", "[CLS] two three [SEP]", "[CLS] three four [SEP]", "[CLS] four five [SEP]"],
            line["overflowing"]!.AsArray().Prepend(line).Select(window => string.Join(' ', window!["tokens"]!.AsArray())));
        string table = CliRun.Of([.. command, "--overflow", "--stride", "1"]).Succeeded().Output;
        Assert.Contains("window 4 of 4\n", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--overflow", "--overflow shows what is cut, and nothing is cut without --max-length.")]
    [InlineData("--stride=2", "--stride is of the windows that --overflow shows.")]
    public void Overflow_WithoutWhatItNeeds_IsRefused(string option, string expected)
    {
        var run = CliRun.Of("tokenize", Workspace.TinyModel, "a", option);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_HasNoEscapeCodesAndNoTrailingSpaces()
    {
        var run = CliRun.Of("tokenize", Workspace.TinyModel, "a\tb \e[31mred").Succeeded();
        Assert.DoesNotContain('\e', run.Output);
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.EndsWith(' '));
        Assert.Contains("[CLS]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_BehindTwoDashes_AreTexts() =>
        Assert.StartsWith(
            "--json\n", CliRun.Of("tokenize", Workspace.TinyModel, "--", "--json").Succeeded().Output, StringComparison.Ordinal);
}
