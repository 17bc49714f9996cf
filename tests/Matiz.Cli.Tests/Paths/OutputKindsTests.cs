using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Matiz.Formats.Disk;

namespace Matiz.Cli.Tests.Paths;

/// <summary>Every command that writes a file against every kind of thing that its output may be.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OutputKindsTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    // What is called, and the end of the output's name.
    private static readonly Dictionary<string, (string End, Func<Workspace, string, string[]> Words)> Calls = new(StringComparer.Ordinal)
    {
        ["predict"] = (".jsonl", (w, r) => ["predict", r, "--input", w.Test, "--output"]),
        ["predict to a packed table"] = (".csv.gz", (w, r) => ["predict", r, "--input", w.Test, "--output"]),
        ["predict to a picture"] = (".svg", (_, r) => ["predict", r, "a text", "--plot"]),
        ["explore"] = (".html", (w, r) => ["explore", "--train", w.Test, "--model", r, "--no-map", "--output"]),
        ["report"] = (".html", (_, r) => ["report", r, "--output"]),
        ["errors"] = (".csv", (_, r) => ["errors", r, "--export"]),
        ["features"] =
            (".safetensors", (w, r) =>
            [
                "features", "--train", w.Test, "--model", r, "--no-report", "--no-cache", "--overwrite", "--output", w.Path("features"),
                "--export",
            ]),
    };

    // What lies at the output, what is expected of the exit code, and of the file behind the name.
    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["nothing"] = new(0, (_, _) => { }),
        ["a file written before"] = new(0, (out_, old) => File.Copy(old, out_)),
        ["a link to a file"] = new(0, (out_, old) =>
        {
            File.Copy(old, out_ + ".real");
            File.CreateSymbolicLink(out_, Path.GetFileName(out_) + ".real");
        })
        { Real = ".real" },
        ["a link to nothing"] = new(0, (out_, _) => File.CreateSymbolicLink(out_, Path.GetFileName(out_) + ".real")) { Real = ".real" },
        ["one of two names"] = new(0, (out_, old) =>
        {
            File.Copy(old, out_ + ".real");
            Shell("ln", out_ + ".real", out_);
        })
        { Real = ".real" },
        ["a private file"] = new(0, (out_, old) =>
        {
            File.Copy(old, out_);
            File.SetUnixFileMode(out_, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }),
        ["beside a file named .tmp"] = new(0, (out_, _) => File.WriteAllText(out_ + ".tmp", "mine")) { Real = ".tmp", RealIsMine = true },
        ["a name of 255 bytes"] = new(0, (_, _) => { }) { Name = end => new string('n', 255 - end.Length) + end },
        ["a folder"] = new(2, (out_, _) => Directory.CreateDirectory(out_)),
        ["in a folder that is not there"] = new(2, (_, _) => { }) { Name = end => "absent/out" + end },
        ["under a file"] = new(2, (_, _) => { }) { Name = end => "train.csv/out" + end },
        ["a link to itself"] = new(2, (out_, _) => File.CreateSymbolicLink(out_, Path.GetFileName(out_))),
        ["a name too long"] = new(2, (_, _) => { }) { Name = end => new string('n', 256 - end.Length) + end },
    };

    public static TheoryData<string, string> All => Matrix(Kinds.Keys);

    public static TheoryData<string> Commands => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Output_OfEveryKind(string command, string kind)
    {
        using var workspace = new Workspace();
        string old = First(workspace, command);
        var (end, expected) = (Calls[command].End, Kinds[kind]);
        string path = workspace.Path(expected.Name(end));
        expected.Prepare(path, old);
        var before = Snapshot(workspace.Root);
        var facts = FileFacts.Read(path);
        var done = CliRun.Of([.. Words(workspace, command), path]);

        Assert.True(done.Code == expected.Code, $"{command}, {kind}: exit code {done.Code}: {done.Error}");
        var after = Snapshot(workspace.Root);
        if (expected.Code == 0)
        {
            Assert.Equal(File.ReadAllBytes(old), File.ReadAllBytes(path));
            if (facts is { } kept)
            {
                Assert.Equal(kept.Mode, FileFacts.Read(path)!.Value.Mode);
                Assert.Equal(kept.Links, FileFacts.Read(path)!.Value.Links);
            }

            string[] touched = expected.RealIsMine || expected.Real.Length == 0 ? [path] : [path, path + expected.Real];
            foreach (string file in touched) (_, _) = (before.Remove(file), after.Remove(file));
            Assert.Equal(
                new FileInfo(path).LinkTarget is null, expected.Real.Length == 0 || !kind.StartsWith("a link", StringComparison.Ordinal));
        }
        else
        {
            Assert.Single(done.Error.TrimEnd('\n').Split('\n'));
        }

        Assert.Equivalent(before, after, strict: true);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Output_IsAPipe_ItsReaderGetsAll(string command)
    {
        using var workspace = new Workspace();
        string old = First(workspace, command), pipe = workspace.Path("pipe" + Calls[command].End);
        Shell("mkfifo", pipe);
        var reader = Task.Run(() => File.ReadAllBytes(pipe), TestContext.Current.CancellationToken);
        CliRun.Of([.. Words(workspace, command), pipe]).Succeeded();
        Assert.Equal(Unpacked(File.ReadAllBytes(old), old), Unpacked(await reader, pipe));
        Assert.Equal(FileKind.Pipe, FileFacts.Read(pipe)!.Value.Kind);
    }

    [Fact]
    public async Task Output_IsAPipeWhoseReaderGoes_EndsQuietly()
    {
        using var workspace = new Workspace();
        string pipe = workspace.Path("pipe"),
        rows = workspace.Write("rows.txt", string.Concat(Enumerable.Repeat("i was glad and happy\n", 2000)));
        Shell("mkfifo", pipe);
        var reader = Task.Run(() => File.OpenRead(pipe).Dispose(), TestContext.Current.CancellationToken);
        var gone = CliRun.Of("predict", run.Folder, "--input", rows, "--output", pipe);
        await reader;
        Assert.Equal((ExitCode.ReaderGone, "", ""), (gone.Code, gone.Error, gone.Output));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("features")]
    public void RunFolder_IsALink_ItIsFollowed(string command)
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.Path("real"));
        foreach (string target in (string[])["real", "absent"])
        {
            string link = workspace.Path("to-" + target);
            File.CreateSymbolicLink(link, target);
            string[] call = command is "train" ? workspace.TrainArguments("to-" + target, "--no-report") : workspace.FeaturesArguments(
                "to-" + target, "--no-report");
            CliRun.Of(call).Succeeded();
            CliRun.Of([.. call, "--overwrite"]).Succeeded();
            Assert.Equal(target, new FileInfo(link).LinkTarget);
            Assert.True(File.Exists(workspace.Path(Path.Combine(target, "all_results.json"))));
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Output_IsADevice(string command)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var workspace = new Workspace();
        First(workspace, command);
        var before = Snapshot(workspace.Root);
        string nowhere = workspace.Path("null" + Calls[command].End), full = workspace.Path("full" + Calls[command].End);
        File.CreateSymbolicLink(nowhere, "/dev/null");
        File.CreateSymbolicLink(full, "/dev/full");
        CliRun.Of([.. Words(workspace, command), nowhere]).Succeeded();
        var failed = CliRun.Of([.. Words(workspace, command), full]);
        Assert.True(failed.Code == 1, $"{command}: exit code {failed.Code}: {failed.Error}");
        Assert.Contains($"{full}: the disk is full. ", failed.Error, StringComparison.Ordinal);
        Assert.Equal(FileKind.CharacterDevice, FileFacts.Read("/dev/null")!.Value.Kind);
        foreach (string link in (string[])[nowhere, full]) File.Delete(link);
        Assert.Equivalent(before, Snapshot(workspace.Root), strict: true);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Output_ThatMayNotBeWritten_IsRefusedBeforeTheWork(string command)
    {
        OtherUser.Require();
        using var workspace = new Workspace();
        string old = First(workspace, command), end = Calls[command].End;
        string locked = workspace.Path("locked" + end), inside = workspace.Path("closed/out" + end),
        own = workspace.Path("closed/own" + end);
        File.Copy(old, locked);
        Directory.CreateDirectory(workspace.Path("closed"));
        File.Copy(old, own);
        string model = workspace.CopyModel("run", run.Folder);
        OtherUser.Give(workspace.Root);
        File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        File.SetUnixFileMode(workspace.Path("closed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (string path in (string[])[locked, inside])
        {
            var refused = OtherUser.Run([.. Calls[command].Words(workspace, model), path]);
            Assert.True(refused.Code == 2, $"{command} {path}: exit code {refused.Code}: {refused.Error}");
            Assert.Matches("this may not be written|nothing may be made in the folder", refused.Error);
            Assert.Empty(refused.Output);
        }

        Assert.Equal(File.ReadAllBytes(old), File.ReadAllBytes(locked));
        Assert.False(File.Exists(inside));

        // A file of one's own in a folder of others is filled.
        var filled = OtherUser.Run([.. Calls[command].Words(workspace, model), own]);
        Assert.True(filled.Code == 0, filled.Error);
        Assert.Equal([own], Directory.GetFileSystemEntries(workspace.Path("closed")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FullDisk_KeepsWhatWasThere_AlsoWhereTheFileItselfIsFilled(bool isFilled)
    {
        OtherUser.Require();
        using var workspace = new Workspace();
        using var disk = SmallDisk.Mount(workspace.Path("disk"), kilobytes: 64);
        string model = workspace.CopyModel("run", run.Folder), path = workspace.Write("disk/out.jsonl", "precious\n");
        string rows = workspace.Write("rows.txt", string.Concat(Enumerable.Repeat("i was glad and happy\n", 2000)));
        OtherUser.Give(workspace.Root);
        if (isFilled) File.SetUnixFileMode(workspace.Path("disk"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var full = OtherUser.Run("predict", model, "--input", rows, "--output", path);
        Assert.Equal(
            (1, $"matiz: {path}: the disk is full. Room for the new file was expected. Free some space, or name another place; "
                + "what was there before is untouched.\n"),
            (full.Code, full.Error));
        Assert.Equal("precious\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(workspace.Path("disk")));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), ".*out.jsonl*.matiz-new"));
    }

    [Theory]
    [InlineData("calibrate", "calibration.json")]
    [InlineData("report", "report.html")]
    public void Run_ThatMayNotBeWritten_IsRefused(string command, string file)
    {
        OtherUser.Require();
        using var workspace = new Workspace();
        string folder = workspace.CopyModel("run", run.Folder);
        File.Delete(Path.Combine(folder, file));
        OtherUser.Give(workspace.Root);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var before = Snapshot(workspace.Root);
        var refused = OtherUser.Run(command, folder);
        string path = Path.Combine(folder, file);
        Assert.Equal(
            (2, $"matiz: {path}: nothing may be made in the folder '{folder}'. Permission to write was expected. "
                + "Change the permissions, or name another place.\n"),
            (refused.Code, refused.Error));
        Assert.Equivalent(before, Snapshot(workspace.Root), strict: true);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("features")]
    public void RunFolder_ThatCannotBeMade_IsRefusedBeforeTheWork(string command)
    {
        OtherUser.Require();
        using var workspace = new Workspace();
        string model = workspace.CopyModel("run", run.Folder);
        Directory.CreateDirectory(workspace.Path("closed"));
        OtherUser.Give(workspace.Root);
        File.SetUnixFileMode(workspace.Path("closed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (string folder in (string[])["closed", "closed/new", "closed/new/deep", "train.csv", "train.csv/new", new string('n', 256)])
        {
            var refused = OtherUser.Run(command, "--train", workspace.Train, "--model", model, "--output", workspace.Path(folder));
            Assert.True(refused.Code == 2, $"{command} {folder}: exit code {refused.Code}: {refused.Error}");
            Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
        }

        Assert.Empty(Directory.GetFileSystemEntries(workspace.Path("closed")));
    }

    [Theory]
    [InlineData(".jsonl", false)]
    [InlineData(".json", false)]
    [InlineData(".tsv", false)]
    [InlineData(".jsonl", true)]
    [InlineData(".json", true)]
    [InlineData(".csv", true)]
    [InlineData(".TSV", true)]
    public void Answers_InEveryForm_ReadBack(string extension, bool isPacked)
    {
        using var workspace = new Workspace();
        string path = workspace.Path("answers" + extension + (isPacked ? ".gz" : "")), again = workspace.Path("again.jsonl");
        CliRun.Of("predict", run.Folder, "--input", workspace.Test, "--output", path).Succeeded();
        CliRun.Of("predict", run.Folder, "--input", path, "--text-column", "text", "--output", again).Succeeded();
        string[] texts = [.. File.ReadLines(workspace.Test).Skip(1).Select(line => line.Split(',')[0])];
        Assert.Equal(texts, File.ReadLines(again).Select(line => (string?)JsonNode.Parse(line)!["text"]));
        using var file = File.OpenRead(path);
        Assert.Equal(isPacked, file.ReadByte() == 0x1f && file.ReadByte() == 0x8b);
        if (!isPacked || extension is not ".csv") return;
        file.Position = 0;
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        Assert.StartsWith("id,text,text_pair,label,", text.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_ToStandardOutput_AreLines()
    {
        Assert.Single(CliRun.Of("predict", run.Folder, "a text", "--output", "-").Succeeded().JsonLines);
        var page = CliRun.Of("report", run.Folder, "--output", "-");
        Assert.Equal(
            (2, "matiz: --output -: this is written to a file only. A name was expected. Name a file, for example report.html.\n"),
            (page.Code, page.Error));
    }

    private static TheoryData<string, string> Matrix(IEnumerable<string> kinds)
    {
        var data = new TheoryData<string, string>();
        foreach (string kind in kinds) foreach (string command in Calls.Keys) data.Add(command, kind);
        return data;
    }

    // The file that the command writes where nothing is in the way; what it leaves besides is there before as well.
    private string First(Workspace workspace, string command)
    {
        string path = workspace.Path("first" + Calls[command].End);
        CliRun.Of([.. Words(workspace, command), path]).Succeeded();
        return path;
    }

    private string[] Words(Workspace workspace, string command) => Calls[command].Words(workspace, run.Folder);

    // Into a pipe, packed answers go as they come.
    private static byte[] Unpacked(byte[] bytes, string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return bytes;
        using var all = new MemoryStream();
        using (var packed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) packed.CopyTo(all);
        return all.ToArray();
    }

    private static void Shell(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { UseShellExecute = false })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    // Every file but those of the run that features makes, with what it holds.
    private static Dictionary<string, string> Snapshot(string folder) => Directory
        .EnumerateFileSystemEntries(
            folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .Where(path => !path.StartsWith(Path.Combine(folder, "features"), StringComparison.Ordinal))
        .ToDictionary(
            path => path, path => FileFacts.Read(path) is { Kind: FileKind.File } ? Convert.ToHexString(File.ReadAllBytes(path)) : "",
            StringComparer.Ordinal);

    private sealed record Kind(int Code, Action<string, string> Prepare)
    {
        public Func<string, string> Name { get; init; } = end => "out" + end;

        /// <summary>The end of the name of the file behind.</summary>
        public string Real { get; init; } = "";

        public bool RealIsMine { get; init; }
    }
}
