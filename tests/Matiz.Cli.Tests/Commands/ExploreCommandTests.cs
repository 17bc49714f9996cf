using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

public sealed class ExploreCommandTests
{
    private static readonly string Rows = Workspace.Table(60, first: 0);

    [Fact]
    public void Json_KeysOfTheContract_OverAllSplits()
    {
        using var workspace = new Workspace();
        string train = workspace.Write("a.csv", "text,label\none word,x\ntwo words here,y\none word,x\nfour,y\n");
        string test = workspace.Write("b.csv", "text,label\none word,x\nfive,x\n");
        var found = CliRun.Of(
            "explore", "--train", train, "--test", test, "--model", Workspace.TinyModel, "--no-map", "--max-length", "4", "--json")
            .Succeeded().Json;
        Assert.Equal(["labels", "token_lengths", "share_cut", "duplicates", "leaks", "umap"], found.Select(pair => pair.Key));
        Assert.Equal("{\"x\":4,\"y\":2}", found["labels"]!.ToJsonString());
        Assert.Equal(["min", "mean", "median", "p95", "max"], found["token_lengths"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(1, found["duplicates"]!.GetValue<int>());
        Assert.Equal(1, found["leaks"]!.GetValue<int>());
        Assert.InRange(found["share_cut"]!.GetValue<double>(), 1 / 6.0 - 1e-9, 1);
        Assert.Null(found["umap"]);
    }

    [Fact]
    public void Text_HasCountsLengthsAndFindings()
    {
        using var workspace = new Workspace();
        string train = workspace.Write("a.csv", Rows + "i was glad and glad on day 0,joy\n");
        var told = CliRun.Of("explore", "--train", train, "--model", Workspace.TinyModel, "--no-map").Succeeded();
        Assert.DoesNotContain('\e', told.Output);
        Assert.DoesNotContain(told.Output.Split('\n'), line => line.EndsWith(' '));
        Assert.Contains("  anger     20    32.8 %  ", told.Output, StringComparison.Ordinal);
        Assert.Contains("train: 1 row repeats an earlier text, the first at", told.Output, StringComparison.Ordinal);
        Assert.Contains("cut at 66", told.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "another text,label", "1 row has the name of the label's column as label",
        "1 fila tiene como etiqueta el nombre de la columna de etiquetas")]
    [InlineData(
        "another text,Joy", "the labels 'Joy' and 'joy' differ only in capitals", "Las etiquetas «Joy», «joy» solo difieren en mayúsculas")]
    [InlineData(
        "another text,j oy", "the labels 'j oy' and 'joy' differ only in blanks", "Las etiquetas «j oy», «joy» solo difieren en espacios")]
    [InlineData("another text,\uff4aoy", "differ only in their Unicode form", "solo difieren en su forma Unicode")]
    [InlineData(
        "i was glad and glad on day 0,anger", "1 row has another label than the same text before",
        "1 fila tiene otra etiqueta que el mismo texto antes")]
    public void OddLabels_AreWorthALook_InTheTextAndInThePage(string row, string told, string written)
    {
        using var workspace = new Workspace();
        string train = workspace.Write("a.csv", Rows + row + "\n"), page = workspace.Path("data.html");
        var run = CliRun.Of("explore", "--train", train, "--model", Workspace.TinyModel, "--no-map", "--output", page, "--language", "es")
            .Succeeded();
        Assert.Contains(told, run.Output[run.Output.IndexOf("Worth a look", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains(written, File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Output_IsAPageOfTheDataAlone()
    {
        using var workspace = new Workspace();
        string page = workspace.Path("data.html");
        CliRun.Of(
            "explore", "--train", workspace.Train, "--test", workspace.Test, "--model", Workspace.TinyModel, "--no-map", "--output", page,
            "--language", "es", "--quiet")
            .Succeeded();
        string html = File.ReadAllText(page);
        Assert.Contains("¿Están sanos los datos?", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"results\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_IsDrawnAndStandsInThePage()
    {
        using var workspace = new Workspace();
        string page = workspace.Path("data.html");
        var found = CliRun.Of(
            "explore", "--train", workspace.Train, "--model", Workspace.TinyModel, "--output", page, "--json", "--quiet").Succeeded().Json;
        Assert.Equal(["rows", "trustworthiness_15", "trustworthiness_5"], found["umap"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(60, found["umap"]!["rows"]!.GetValue<int>());
        Assert.InRange(found["umap"]!["trustworthiness_5"]!.GetValue<double>(), 0.5, 1);
        Assert.Contains("<section id=\"map\">", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Regression_HasNoClasses()
    {
        using var workspace = new Workspace();
        string numbers = workspace.Write(
            "numbers.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"word {i},{i}.5\n")));
        var found = CliRun.Of(
            "explore", "--train", numbers, "--problem-type", "regression", "--model", Workspace.TinyModel, "--no-map", "--json")
            .Succeeded().Json;
        Assert.Equal(new JsonObject().ToJsonString(), found["labels"]!.ToJsonString());
    }

    [Fact]
    public void BadPlace_IsToldBeforeTheWork()
    {
        using var workspace = new Workspace();
        var bad = CliRun.Of("explore", "--train", workspace.Train, "--output", workspace.Path("no/data.html"));
        Assert.Equal(2, bad.Code);
        Assert.Contains("there is no folder", bad.Error, StringComparison.Ordinal);
    }
}
