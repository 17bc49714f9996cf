using Matiz.Metrics;

namespace Matiz.Cli.Tests.Commands;

public sealed class CompareCommandTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Json_HasEveryMetric_TheTestAndTheChangedRows()
    {
        var compared = CliRun.Of("compare", run.Folder, Other(), "--json").Succeeded().Json;

        Assert.Equal(["split", "rows", "metrics", "mcnemar", "changed"], compared.Select(pair => pair.Key));
        Assert.Equal(MetricCatalog.SingleLabel, compared["metrics"]!.AsObject().Select(pair => pair.Key));
        Assert.All(
            compared["metrics"]!.AsObject(),
            metric => Assert.Equal(["a", "b", "difference", "low", "high"], metric.Value!.AsObject().Select(pair => pair.Key)));
        Assert.Equal(["statistic", "p_value"], compared["mcnemar"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(15, compared["rows"]!.GetValue<int>());
        Assert.NotEmpty(compared["changed"]!.AsArray());
        Assert.All(
            compared["changed"]!.AsArray(),
            row => Assert.Equal(["split", "file", "line", "a", "b"], row!.AsObject().Select(pair => pair.Key)));
        Assert.All(compared["changed"]!.AsArray(), row => Assert.NotEqual(row!["a"]!.GetValue<string>(), row["b"]!.GetValue<string>()));
        var difference = compared["metrics"]!["loss"]!;
        Assert.Equal(
            difference["b"]!.GetValue<double>() - difference["a"]!.GetValue<double>(), difference["difference"]!.GetValue<double>(), 1e-12);
        Assert.InRange(
            difference["difference"]!.GetValue<double>(), difference["low"]!.GetValue<double>(), difference["high"]!.GetValue<double>());
    }

    [Fact]
    public void Tables_AreReadable()
    {
        var shown = CliRun.Of("compare", run.Folder, Other(), "--split", "validation").Succeeded();

        foreach (string part in (string[])["12 rows of validation", "B − A", "f1_macro", "McNemar", "Changed"])
            Assert.Contains(part, shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', shown.Output);
        Assert.All(
            shown.Output.Split('\n'), line => Assert.InRange(Matiz.Cli.Terminal.DisplayWidth.Measure(line), 0, 100 + run.Folder.Length));
    }

    [Fact]
    public void OtherTestRows_CompareTheCommonOnes_OrAreRefused()
    {
        string test = _workspace.Write("more.csv", File.ReadAllText(run.Workspace.Test) + "i was extra,joy\n");
        var warned = CliRun.Of("compare", run.Folder, Trained("more", test, copyPath: run.Workspace.Test));
        Assert.Equal(0, warned.Code);
        Assert.Contains("15 rows are compared, 0 are only in", warned.Error, StringComparison.Ordinal);

        string others = _workspace.Write("others.csv", Workspace.Table(9, 500));
        var refused = CliRun.Of("compare", run.Folder, Trained("others", others));
        Assert.Equal(2, refused.Code);
        Assert.StartsWith("matiz: the runs were measured on other rows: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains(others, refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void OtherClasses_AreRefused()
    {
        string train = _workspace.Write("two.csv", Workspace.Table(60, 0).Replace(",fear", ",anger", StringComparison.Ordinal));
        CliRun.Of(
            "train", "--train", train, "--test", train, "--model", Workspace.TinyModel, "--output", _workspace.Path("two"), "--max-steps",
            "1", "--quiet").Succeeded();

        var refused = CliRun.Of("compare", run.Folder, _workspace.Path("two"));

        Assert.Equal(2, refused.Code);
        Assert.Contains("'anger', 'fear', 'joy'", refused.Error, StringComparison.Ordinal);
    }

    // The same data, fewer steps.
    private string Other()
    {
        string[] arguments = run.Workspace.TrainArguments("unused");
        arguments[Array.IndexOf(arguments, "--output") + 1] = _workspace.Path("other");
        CliRun.Of([.. arguments, "--max-steps", "1"]).Succeeded();
        return _workspace.Path("other");
    }

    // The file lies at copyPath while it is trained.
    private string Trained(string name, string test, string? copyPath = null)
    {
        byte[]? before = copyPath is null ? null : File.ReadAllBytes(copyPath);
        if (copyPath is not null) File.Copy(test, copyPath, overwrite: true);
        try
        {
            string[] arguments = run.Workspace.TrainArguments("unused", "--max-steps", "1");
            arguments[Array.IndexOf(arguments, "--output") + 1] = _workspace.Path(name);
            arguments[Array.IndexOf(arguments, "--test") + 1] = copyPath ?? test;
            CliRun.Of(arguments).Succeeded();
        }
        finally
        {
            if (before is not null) File.WriteAllBytes(copyPath!, before);
        }

        return _workspace.Path(name);
    }
}
