using Matiz.Cli.Tests.Streams;

namespace Matiz.Cli.Tests.Paths;

/// <summary>
/// Files that a shell opens for the program: what is read so is not written over, and what is written so keeps what was there.
/// </summary>
public sealed class RedirectedFilesTests
{
    [Theory]
    [InlineData("$M predict $C - < in.csv --output in.csv", "standard input")]
    [InlineData("$M predict $C --input - --format csv --output in.csv < in.csv", "standard input")]
    [InlineData("$M predict $C --input /dev/fd/3 --format csv 3< in.csv --output in.csv", "--input ('/dev/fd/3')")]
    [InlineData("$M predict $C --input in.csv --output /dev/fd/3 3>> in.csv", "--input ('in.csv')")]
    [InlineData("$M predict $C --input in.csv >> in.csv", "standard output goes to a file that is read: --input")]
    [InlineData("$M tokenize $C - < in.csv >> in.csv", "standard output goes to a file that is read: standard input")]
    [InlineData("$M evaluate $C --test 'i*.csv' >> in.csv", "standard output goes to a file that is read: --test")]
    public void WhatIsRead_ThroughADescriptor_StaysAsItIs(string line, string words)
    {
        using var workspace = new Workspace();
        string table = Workspace.Table(20, 0), input = workspace.Write("in.csv", table);
        var refused = ProgramRun.OfShell(line, workspace.Root);
        Assert.True(refused.Code == 2, $"exit code {refused.Code}: {refused.Error}");
        Assert.Contains(words, refused.Error, StringComparison.Ordinal);
        Assert.Equal(table, File.ReadAllText(input));
    }

    [Theory]
    [InlineData("$M predict $C hi --quiet --output /dev/stdout >> out", "first\n{")]
    [InlineData("$M predict $C hi --quiet --output /dev/fd/3 3>> out", "first\n{")]
    [InlineData("{ echo second; $M predict $C hi --quiet --output /dev/stdout; echo third; } >> out", "first\nsecond\n{")]
    public void WhatIsAppendedTo_KeepsItsBeginning(string line, string beginning)
    {
        using var workspace = new Workspace();
        string path = workspace.Write("out", "first\n");
        var done = ProgramRun.OfShell(line, workspace.Root);
        Assert.True(done.Code == 0, done.Error);
        Assert.StartsWith(beginning, File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(
            line.Contains("third", StringComparison.Ordinal), File.ReadAllText(path).EndsWith("third\n", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatAShellSubstitutes_GetsAll()
    {
        using var workspace = new Workspace();
        var done = ProgramRun.OfShell(
            "$M predict $C hi --quiet --output >(cat > copy) --plot >(cat > picture) > bars; sleep 1; grep -c label copy; "
            + "grep -c '</svg>' picture",
            workspace.Root);
        Assert.Equal("1\n1\n", done.Output);
    }

    [Fact]
    public void Umask_DecidesOfNewFiles_NotOfOldOnes()
    {
        using var workspace = new Workspace();
        var done = ProgramRun.OfShell(
            "umask 077; touch old; chmod 664 old; $M predict $C hi --quiet --output new; $M predict $C hi --quiet --output old; "
            + "stat -c %a new old", workspace.Root);
        Assert.Equal("600\n664\n", done.Output);
    }
}
