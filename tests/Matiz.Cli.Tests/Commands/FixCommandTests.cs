using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

public sealed class FixCommandTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Fix_RelabelsAndRemoves_TheRestStaysByteForByte()
    {
        string review = Review((row, i) => i switch { 0 => row + "fear,relabel", 1 => row + ",remove", _ => row + "," }),
        output = _workspace.Path("fixed.csv");

        var done = CliRun.Of("fix", run.Folder, "--from", review, "--output", output).Succeeded();

        string[] before = File.ReadAllLines(run.Workspace.Test), after = File.ReadAllLines(output);
        var rows = Rows();
        int relabelled = rows[0]["line"]!.GetValue<int>(), removed = rows[1]["line"]!.GetValue<int>();
        var expected = before.Select((line, i) => i + 1 == relabelled ? line[..line.LastIndexOf(',')] + ",fear" : line)
            .Where((_, i) => i + 1 != removed);
        Assert.Equal(expected, after);
        Assert.Equal($"{output}: 1 row of 15 relabelled, 1 removed; {output}.audit.jsonl says why.\n", done.Error);

        var audit = File.ReadLines(output + ".audit.jsonl")
            .Select(line => JsonNode.Parse(line)!.AsObject())
            .OrderBy(line => line["action"]!.GetValue<string>())
            .ToList();
        Assert.Equal(2, audit.Count);
        Assert.All(audit, line => Assert.Equal(["row", "action", "old", "new", "when", "why"], line.Select(pair => pair.Key)));
        Assert.Equal(
            (relabelled, rows[0]["label"]!.GetValue<string>(), "fear", rows[0]["text"]!.GetValue<string>()),
            (
                audit[0]["row"]!["line"]!.GetValue<int>(), audit[0]["old"]!.GetValue<string>(), audit[0]["new"]!.GetValue<string>(),
                audit[0]["row"]!["text"]!.GetValue<string>()));
        Assert.Null(audit[1]["new"]);
        Assert.StartsWith($"reviewed in {review}:2; predicted ", audit[0]["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.InRange(
            DateTimeOffset.Parse(audit[0]["when"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset.Now.AddMinutes(-5), DateTimeOffset.Now.AddMinutes(5));
    }

    [Fact]
    public void Fix_CorrectedFile_TrainsAgain_AndRunsCompare()
    {
        string review = Review((row, i) => i < 3 ? row + "fear,relabel" : row + ","), output = _workspace.Path("fixed.csv");
        CliRun.Of("fix", run.Folder, "--from", review, "--output", output, "--quiet").Succeeded();

        string[] arguments = _workspace.TrainArguments("again");
        arguments[Array.IndexOf(arguments, "--test") + 1] = output;
        CliRun.Of(arguments).Succeeded();

        Assert.Equal(
            15, CliRun.Of("errors", _workspace.Path("again"), "--split", "test", "--highest", "20", "--json").Succeeded().JsonLines.Length);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "destroy", "the action is 'destroy'; expected nothing, relabel or remove." },
        { "relabel", "the action is relabel, but 'new_label' is empty." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void BadActions_AreListed_NothingIsWritten(string action, string message)
    {
        string review = Review((row, i) => i == 2 ? row + "," + action : row + ",remove"), output = _workspace.Path("fixed.csv");

        var refused = CliRun.Of("fix", run.Folder, "--from", review, "--output", output);

        Assert.Equal(2, refused.Code);
        string[] lines = refused.Error.TrimEnd('\n').Split('\n');
        Assert.Equal($"{review}:4: {message}", lines[0]);
        Assert.Equal(
            $"matiz: {review}: 1 problem, listed above. Rows as the run has read them were expected, with the action empty, relabel or "
            + "remove. Nothing was written: correct the review, or export it again.",
            lines[1]);
        Assert.Empty(Directory.GetFiles(_workspace.Root, "fixed*"));
    }

    [Fact]
    public void UnknownAndChangedRows_AreAllListed()
    {
        string review = Review((row, i) => i switch
        {
            0 => row.Replace("i was ", "i am ", StringComparison.Ordinal) + ",",
            1 => row.Replace(",joy,", ",jay,", StringComparison.Ordinal).Replace(",anger,", ",angry,", StringComparison.Ordinal).Replace(
                ",fear,", ",fears,", StringComparison.Ordinal) + ",",
            _ => row + ",",
        });

        var refused = CliRun.Of("fix", run.Folder, "--from", review, "--output", _workspace.Path("fixed.csv"));

        Assert.Equal(2, refused.Code);
        Assert.Contains($"{review}:2: the text at {run.Workspace.Test}:", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"{review}:3: the label at {run.Workspace.Test}:", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_workspace.Root, "fixed*"));
    }

    [Fact]
    public void RowsOfSeveralFiles_OrOfAnotherOne_AreRefused()
    {
        string several = Review(
            (row, i) => (i == 1 ? row.Replace(run.Workspace.Test, run.Workspace.Validation, StringComparison.Ordinal) : row) + ",remove");
        var refused = CliRun.Of("fix", run.Folder, "--from", several, "--output", _workspace.Path("fixed.csv"));
        Assert.Equal(2, refused.Code);
        Assert.Contains(
            $"{several}:3: the row is of '{run.Workspace.Validation}', those before of '{run.Workspace.Test}'", refused.Error,
            StringComparison.Ordinal);

        string other = Review(
            (row, _) => row.Replace(run.Workspace.Test, "other.csv", StringComparison.Ordinal)
                .Replace("test,", "dev,", StringComparison.Ordinal) + ",remove");
        refused = CliRun.Of("fix", run.Folder, "--from", other, "--output", _workspace.Path("fixed.csv"));
        Assert.Equal(2, refused.Code);
        Assert.Contains("the run has read no file 'other.csv'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("the split is 'dev'", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_workspace.Root, "fixed*"));
    }

    [Fact]
    public void Output_MustBeNew()
    {
        string review = Review((row, _) => row + ",remove"), before = File.ReadAllText(run.Workspace.Test);

        var same = CliRun.Of("fix", run.Folder, "--from", review, "--output", run.Workspace.Test);
        Assert.Equal(
            (2, $"matiz: --output: {run.Workspace.Test} is the file that is corrected. A new file was expected, so that the old one stays. "
                + "Name another one.\n"),
            (same.Code, same.Error));
        string existing = _workspace.Write("existing.csv", "mine");
        Assert.Equal(2, CliRun.Of("fix", run.Folder, "--from", review, "--output", existing).Code);
        _workspace.Write("new.csv.audit.jsonl", "mine");
        Assert.Equal(2, CliRun.Of("fix", run.Folder, "--from", review, "--output", _workspace.Path("new.csv")).Code);
        Assert.Equal(2, CliRun.Of("fix", run.Folder, "--from", review, "--output", _workspace.Path("gone/new.csv")).Code);
        Assert.Equal(2, CliRun.Of("fix", run.Folder, "--from", review).Code);
        Assert.Equal(2, CliRun.Of("fix", run.Folder, "--output", _workspace.Path("new.csv")).Code);
        Assert.Equal((before, "mine"), (File.ReadAllText(run.Workspace.Test), File.ReadAllText(existing)));
        Assert.False(File.Exists(_workspace.Path("new.csv")));
    }

    [Theory]
    [InlineData("fixed.jsonl", "ends with '.jsonl'")]
    [InlineData("fixed.tsv.gz", "ends with '.tsv'")]
    [InlineData("fixed", "has no extension")]
    [InlineData("fixed.xlsx", "ends with '.xlsx'")]
    public void Output_InAnotherFormat_IsRefused(string name, string found)
    {
        string review = Review((row, _) => row + ",remove"), output = _workspace.Path(name);
        var refused = CliRun.Of("fix", run.Folder, "--from", review, "--output", output);
        Assert.Equal(
            (2, $"matiz: --output: '{output}' {found}, but {run.Workspace.Test} holds csv, and the corrected copy keeps its format. "
            + $"The extension .csv was expected. Name it {_workspace.Path("fixed.csv")}.\n"),
            (refused.Code, refused.Error));
        Assert.Empty(Directory.GetFiles(_workspace.Root, "fixed*"));
    }

    [Fact]
    public void Dash_IsStandardOutput_AndStandardInput()
    {
        string review = Review((row, i) => i == 0 ? row + ",remove" : row + ","), output = _workspace.Path("fixed.csv"),
        audit = _workspace.Path("audit.jsonl");
        CliRun.Of("fix", run.Folder, "--from", review, "--output", output).Succeeded();

        var piped = CliRun.WithInput(File.ReadAllText(review), "fix", run.Folder, "--from", "-", "--output", "-").Succeeded();
        Assert.Equal(File.ReadAllText(output), piped.Output);
        Assert.Equal("standard output: 0 rows of 15 relabelled, 1 removed; --audit F keeps what was changed and why.\n", piped.Error);
        Assert.Empty(Directory.GetFiles(Environment.CurrentDirectory, "-*"));

        CliRun.Of("fix", run.Folder, "--from", review, "--output", "-", "--audit", audit).Succeeded();
        Assert.Single(File.ReadLines(audit));
        Assert.Equal(2, CliRun.Of("fix", run.Folder, "--from", review, "--output", "-", "--audit", audit).Code);
    }

    [Fact]
    public void NoAction_IsACopyWithAWarning()
    {
        string review = Review((row, _) => row + ","), output = _workspace.Path("fixed.csv");

        var done = CliRun.Of("fix", run.Folder, "--from", review, "--output", output).Succeeded();

        Assert.Contains("no row of", done.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(run.Workspace.Test), File.ReadAllBytes(output));
    }

    [Fact]
    public void NewLabelWithoutAction_IsLeft_WithAWarning()
    {
        string review = Review((row, i) => i switch { 0 => row + "fear,", 1 => row + ",remove", _ => row + "," }),
        output = _workspace.Path("fixed.csv");

        var done = CliRun.Of("fix", run.Folder, "--from", review, "--output", output).Succeeded();

        Assert.StartsWith(
            $"warning: 1 row has a new_label but no action in {review}: left as before; fill in relabel where the label is to change.\n",
            done.Error, StringComparison.Ordinal);
        Assert.Contains(": 0 rows of 15 relabelled, 1 removed;", done.Error, StringComparison.Ordinal);
    }

    private JsonObject[] Rows() => CliRun.Of("errors", run.Folder, "--split", "test", "--json").Succeeded().JsonLines;

    // The review of the test rows; each line ends where new_label and action are to be filled in.
    private string Review(Func<string, int, string> fill)
    {
        string review = _workspace.Path("review.csv");
        File.Delete(review);
        CliRun.Of("errors", run.Folder, "--split", "test", "--export", review, "--quiet").Succeeded();
        string[] lines = File.ReadAllLines(review);
        File.WriteAllText(review, lines[0] + "\n" + string.Concat(lines.Skip(1).Select((line, i) => fill(line[..^1], i) + "\n")));
        return review;
    }
}
