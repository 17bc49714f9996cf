using System.Diagnostics;
using Matiz.Cli.Paths;

namespace Matiz.Cli.Tests.Paths;

/// <summary>Nothing that a command reads is written over: every command's outputs against everything that it reads.</summary>
public sealed class PathGuardTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    private const string Words = "names a file that is read";

    // Every command with an output: how it is called with a workspace, the run and an output of its own.
    private static readonly Dictionary<string, Func<Workspace, string, string[]>> Calls = new(StringComparer.Ordinal)
    {
        ["train --output"] = (_, _) => [],                      // a folder; it says itself what may lie there
        ["features --output"] = (_, _) => [],
        [
            "features --export"] = (w, r) => ["features", "--train", w.Train, "--validation", w.Validation, "--model", r, "--output",
            w.Path("new"), "--class-weight", w.Path("weights.json"),
        ],
        ["explore --output"] = (w, r) =>
            ["explore", "--train", w.Train, "--test", w.Path("t*.csv"), "--model", r, "--labels", w.Path("names.txt"), "--no-map"],
        ["predict --output"] = (w, r) => ["predict", r, "--input", w.Train],
        ["predict --plot"] = (w, r) => ["predict", r, "--input", w.Train],
        ["errors --export"] = (w, r) => ["errors", r],
        ["report --output"] = (w, r) => ["report", r],
        ["fix --output"] = (w, r) => ["fix", r, "--from", w.Path("review.csv")],
        ["convert --output"] = (_, _) => [],                    // a folder as well
        ["quantize --output"] = (_, _) => [],
        ["hub --output"] = (_, _) => [],
        ["data --output"] = (w, _) => ["data", "convert", w.Train, "--overwrite"],
        ["fix --audit"] = (w, r) => ["fix", r, "--from", w.Path("review.csv"), "--output", w.Path("fixed.csv")],
    };

    [Fact]
    public void EveryPath_OfEveryCommand_SaysWhatItIs()
    {
        foreach (var command in CommandLine.Commands.Select(make => make()))
        {
            foreach (var option in command.Options)
            {
                bool looksLikeAPath = option.HelpName is { } name
                    && (
                        name is "F" or "FOLDER" or "FOLDER|ID" or "DIR" or "F…" || name.StartsWith("F.", StringComparison.Ordinal)
                            || name.EndsWith("|F", StringComparison.Ordinal) || name.StartsWith("F|", StringComparison.Ordinal));
                Assert.True(
                    looksLikeAPath == option is IPathSymbol,
                    $"{command.Name} {option.Name} {option.HelpName}: make it with OptionFactory.Path and say what is done with it");
                if (option is IPathSymbol { Use: WritesFile or WritesRun }) Assert.Contains($"{command.Name} {option.Name}", Calls.Keys);
            }

            foreach (var argument in command.Arguments)
                Assert.True(
                    argument is IPathSymbol || argument.Name is "TEXT" or "ACTION" or "WORD",
                    $"{command.Name} {argument.Name}: make it with OptionFactory.PathArgument");
        }
    }

    public static TheoryData<string> Outputs =>
    [
        .. CommandLine.Commands.Select(make => make())
            .SelectMany(
                command => command.Options.Where(option => option is IPathSymbol { Use: WritesFile })
                    .Select(option => $"{command.Name} {option.Name}")),
    ];

    [Theory]
    [MemberData(nameof(Outputs))]
    public void EveryOutput_ThatIsAnInput_UnderAnyName_IsRefused_AndStays(string output)
    {
        using var workspace = new Workspace();
        workspace.Write("weights.json", "{\"joy\": 1}");
        workspace.Write("names.txt", "joy\nanger\nfear\n");
        workspace.Write("review.csv", "split,file,line,id,text,label,predicted,loss,suggested,new_label,action\n");
        string folder = workspace.CopyModel("run", run.Folder);
        string[] call = Calls[output](workspace, folder);
        string option = output.Split(' ')[1];
        string[] ofRun = call.Contains(folder) ? Directory.GetFiles(folder) : [];
        string[] inputs = [.. ofRun.Where(path => Path.GetFileName(path) is not "report.html").Concat(
            Directory.GetFiles(workspace.Root).Where(path => call.Any(word => word == path)))];
        if (call.Contains(workspace.Path("t*.csv"))) inputs = [.. inputs, workspace.Test];
        foreach (string input in inputs)
        {
            byte[] before = File.ReadAllBytes(input);
            foreach (string name in NamesOf(input))
            {
                var refused = CliRun.Of([.. call, option, name]);
                Assert.True(refused.Code == 2, $"{output} {name}: exit code {refused.Code}: {refused.Error}{refused.Output}");
                Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
                if (!output.StartsWith("fix ", StringComparison.Ordinal)) Assert.Contains(Words, refused.Error, StringComparison.Ordinal);
                Assert.Equal(before, File.ReadAllBytes(input));
            }
        }
    }

    [Fact]
    public void Message_NamesBothNames()
    {
        using var workspace = new Workspace();
        string link = workspace.Path("answers.csv");
        File.CreateSymbolicLink(link, workspace.Test);
        var refused = CliRun.Of("predict", run.Folder, "--input", workspace.Test, "--output", link);
        Assert.Equal(
            $"matiz: {link}: --output names a file that is read: --input ('{workspace.Test}'). "
                + "Another file was expected, so that what is read stays. Name another one.\n",
            refused.Error);
    }

    [Fact]
    public void TwoOutputs_OfOneName_AreRefused()
    {
        using var workspace = new Workspace();
        string path = workspace.Path("a.svg"), link = workspace.Path("b.jsonl");
        File.CreateSymbolicLink(link, "a.svg");
        var refused = CliRun.Of("predict", run.Folder, "a text", "--output", link, "--plot", path);
        Assert.Equal(
            (2, $"matiz: {path}: --output and --plot name one and the same file. Two files were expected. Rename one.\n"),
            (refused.Code, refused.Error));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void OwnFiles_BesideAModel_MayBeWrittenAgain()
    {
        using var workspace = new Workspace();
        string folder = workspace.CopyModel("run", run.Folder), answers = Path.Combine(folder, "answers.jsonl");
        foreach (int _ in (int[])[1, 2]) CliRun.Of("predict", folder, "a text", "--output", answers).Succeeded();
        Assert.Single(File.ReadAllLines(answers));
        CliRun.Of("report", folder).Succeeded();
        CliRun.Of("report", folder, "--output", Path.Combine(folder, "report.html")).Succeeded();
    }

    [Theory]
    [InlineData("explore")]
    [InlineData("report")]
    public void Page_ReplacesAPage_AndNothingElse(string command)
    {
        using var workspace = new Workspace();
        string page = workspace.Write("page.html", "<!DOCTYPE html>\n<html><body>mine</body></html>");
        string[] call = command is "report"
            ? ["report", run.Folder, "--output", page]
            : ["explore", "--train", workspace.Train, "--model", Workspace.TinyModel, "--no-map", "--quiet", "--output", page];
        var refused = CliRun.Of(call);
        Assert.Equal(
            (2, $"matiz: {page}: this file exists and is no report of matiz. A new file, or a report to replace, was expected. "
                + "Name another one, or remove it.\n"),
            (refused.Code, refused.Error));
        Assert.EndsWith("mine</body></html>", File.ReadAllText(page), StringComparison.Ordinal);
        File.Delete(page);
        CliRun.Of(call).Succeeded();
        CliRun.Of(call).Succeeded();
    }

    [Theory]
    [InlineData("answers.xlsx")]
    [InlineData("answers.parquet")]
    [InlineData("answers.txt")]
    [InlineData("answers.gz")]
    [InlineData("answers.txt.gz")]
    public void Extension_ThatCannotBeWritten_IsRefused(string name)
    {
        using var workspace = new Workspace();
        var refused = CliRun.Of("predict", run.Folder, "a text", "--output", workspace.Path(name));
        Assert.Equal(2, refused.Code);
        Assert.Contains(
            $"--output {workspace.Path(name)}: the extension is '{Path.GetExtension(name)}'. One of .jsonl, .json, .csv, .tsv, ",
            refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Path(name)));
    }

    // The file itself, spelled otherwise, through links to it and to its folder, under a second name of its own, through a descriptor.
    private static List<string> NamesOf(string path)
    {
        string folder = Path.GetDirectoryName(path)!, name = Path.GetFileName(path), key = Guid.NewGuid().ToString("N");
        List<string> names = [path, Path.Combine(folder, "..", Path.GetFileName(folder), ".", name)];
        if (OperatingSystem.IsWindows()) return names;
        string home = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "matiz-names-" + key)).FullName;
        string Linked(string link, string target)
        {
            File.CreateSymbolicLink(Path.Combine(home, link), target);
            return Path.Combine(home, link);
        }

        names.Add(Linked("link", path));
        names.Add(Linked("link-to-link", "link"));
        names.Add(Path.Combine(Linked("folder", folder), name));
        using (var ln = Process.Start("ln", [path, Path.Combine(home, "second")])) ln.WaitForExit();
        names.Add(Path.Combine(home, "second"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(home, recursive: true);
        return names;
    }
}
