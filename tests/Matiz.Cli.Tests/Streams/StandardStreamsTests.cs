namespace Matiz.Cli.Tests.Streams;

/// <summary>
/// Streams that are closed, full, folders, or whose other end goes away: one line at most, never a stack trace, never a wait.
/// </summary>
public sealed class StandardStreamsTests
{
    private const string NoRoom = "matiz: standard output cannot be written: No space left on device. Room for all results was expected. "
        + "Free some, or send them to another place.\n";
    private const string Closed = "matiz: standard output is closed. A place for the results was expected. "
        + "Leave it open, or send it to a file or to /dev/null.\n";
    private const string NoInput = "matiz: standard input: it is closed. Rows were expected. Send them through a pipe, or name a file.\n";
    private const string Folder = "matiz: standard input: it cannot be read: Is a directory. Rows were expected. "
        + "Send them through a pipe, or name a file.\n";
    private const string ClosedPath = ": it is closed. A stream that the program was started with was expected. "
        + "Leave it open, or name a file.\n";
    private const string Twice = "matiz: standard input (-) is named more than once. It can be read once. Name files for the others.\n";

    public static TheoryData<string, int, string> Lines => new()
    {
        { "$M --help > /dev/full", 1, NoRoom },
        { "$M --version > /dev/full", 1, NoRoom },
        { "$M predict $C hello > /dev/full", 1, NoRoom },
        { "$M info $C > /dev/full", 1, NoRoom },
        { "$M --help >&-", 1, Closed },
        { "$M train --help >&-", 1, Closed },
        { "$M --version >&-", 1, Closed },
        { "$M tokenize $C hello >&-", 1, Closed },
        { "$M predict $C hello --output answers.jsonl --quiet >&-", 0, "" },
        { "$M predict $C hello > /dev/null 2>&-", 0, "" },
        { "$M predict $C hello --nonsense 2> /dev/full", 2, "" },
        { "$M predict $C hello --nonsense 2>&-", 2, "" },
        { "$M predict $C - <&-", 2, NoInput },
        { "$M tokenize $C --input - <&-", 2, NoInput },
        { "$M evaluate $C --test - --format csv <&-", 2, NoInput },
        { "$M train --train - --format csv --model $B --output run <&-", 2, NoInput },
        { "$M features --train - --format csv --model $B --output run <&-", 2, NoInput },
        { "$M explore --train - --format csv --model $B --no-map <&-", 2, NoInput },
        { "$M predict $C - <&- >&- 2>&-", 2, "" },
        { "$M predict $C --input /dev/stdin --format lines <&-", 2, "matiz: /dev/stdin" + ClosedPath },
        { "$M predict $C hello --output /dev/stdout >&-", 2, "matiz: /dev/stdout" + ClosedPath },
        { "$M predict $C - < .", 2, Folder },
        { "$M train --train - --format csv --model $B --output run < .", 2, Folder },
        { "$M predict $C - < /dev/null", 0, "" },
        { "$M train --train - --test - --format csv --model $B --output run < /dev/null", 2, Twice },
        { "$M evaluate $C --test - - --format csv < /dev/null", 2, Twice },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Stream_ClosedFullOrAFolder_OneLineAndItsCode(string line, int code, string message)
    {
        using var workspace = new Workspace();
        var run = ProgramRun.OfShell(line, workspace.Root);
        Assert.Equal(message, run.Error);
        Assert.Equal(code, run.Code);
        Assert.False(Directory.Exists(workspace.Path("run")));
    }

    public static TheoryData<string> Commands =>
    [
        "yes hello 2> /dev/null | $M predict $C -",
        "echo one >&9; $M predict $C - <&9",
        "yes hello 2> /dev/null | $M tokenize $C -",
        "echo one >&9; $M tokenize $C - --json <&9",
        "echo text,label >&9; $M evaluate $C --test - --format csv <&9",
        "echo text,label >&9; $M train --train - --format csv --model $B --output run <&9",
        "echo text,label >&9; $M features --train - --format csv --model $B --output run <&9",
        "echo text,label >&9; $M explore --train - --format csv --model $B <&9",
        "$M train --train train.csv --model $B --output run --epochs 100000 --no-report --quiet",
        "$M bench",
        "$M info $C",
        "$M --help",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void ReaderThatGoesAway_EndsTheCommandAtOnceAndQuietly(string line)
    {
        using var workspace = new Workspace();
        var run = ProgramRun.OfShell(
            $"mkfifo pipe; exec 9<>pipe; ({line}; echo $? > code) | sleep 0.7; until [ -s code ]; do sleep 0.05; done", workspace.Root);
        string code = File.ReadAllText(workspace.Path("code")).Trim();
        Assert.True(code is "141" or "0", $"exit code {code}: {run.Error}");
        Assert.DoesNotContain("matiz:", run.Error, StringComparison.Ordinal);
        Assert.InRange(run.Time.TotalSeconds, 0, 60);           // a machine that does other things too
        AssertNothingTemporary(workspace);
    }

    [Fact]
    public void ReaderOfTheFirstLine_GetsItWhole()
    {
        var run = ProgramRun.OfShell("yes hello 2> /dev/null | $M predict $C - | head -1");
        Assert.StartsWith("{\"text\":\"hello\",", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2> /dev/full")]
    [InlineData("2> >(head -1 > /dev/null)")]
    public void MessagesThatCannotBeWritten_EndNoTraining(string messages)
    {
        using var workspace = new Workspace();
        var run = ProgramRun.OfShell(
            "$M train --train train.csv --validation validation.csv --model $B --output run --epochs 2 --no-report --verbose > results "
                + messages, workspace.Root);
        Assert.Equal(0, run.Code);
        Assert.Contains("accuracy", File.ReadAllText(workspace.Path("results")), StringComparison.Ordinal);
        Assert.True(File.Exists(workspace.Path("run/model.safetensors")));
        Assert.NotEmpty(Directory.GetDirectories(workspace.Path("run"), "checkpoint-*"));
    }

    internal static void AssertNothingTemporary(Workspace workspace) => Assert.DoesNotContain(
        Directory.EnumerateFileSystemEntries(workspace.Root, "*", SearchOption.AllDirectories),
        path => path.Contains(".matiz-", StringComparison.Ordinal));
}
