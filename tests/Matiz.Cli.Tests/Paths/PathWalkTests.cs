using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using Matiz.Cli.Paths;
using Matiz.Cli.Tests.Streams;

namespace Matiz.Cli.Tests.Paths;

/// <summary>
/// Every command with every path that it takes, of every kind there is: it works, or says in one line what is wrong with the path. The
/// list is the program's own, so that a new option is walked as well.
/// </summary>
public sealed class PathWalkTests(PathWalkTests.Inputs inputs) : IClassFixture<PathWalkTests.Inputs>
{
    private static readonly string[] Kinds = ["empty", "missing", "folder", "file", "broken link", "link", "pipe", "-", "/dev/null", ".gz"];

    // A line of each command that works, and is quick. {out} is a folder of its own for each case.
    internal static readonly IReadOnlyDictionary<string, string[]> Lines = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [
            "train"] = ["--train", "train.csv", "--validation", "validation.csv", "--model", "base", "--output", "{out}/run", "--max-steps",
            "1", "--no-report",
        ],
        [
            "features"] = ["--train", "train.csv", "--validation", "validation.csv", "--model", "base", "--output", "{out}/run",
            "--no-report", "--no-cache",
        ],
        ["explore"] = ["--train", "train.csv", "--model", "base", "--no-map"],
        ["predict"] = ["RUN", "--input", "lines.csv"],
        ["evaluate"] = ["RUN", "--test", "train.csv"],
        ["errors"] = ["RUN", "--split", "train", "--highest", "3"],
        ["fix"] = ["RUN", "--from", "review.csv", "--output", "{out}/fixed.csv"],
        ["compare"] = ["RUN", "RUN"],
        ["calibrate"] = ["RUN", "--force"],
        ["tokenize"] = ["RUN", "--input", "lines.csv"],
        ["report"] = ["RUN", "--output", "{out}/page.html"],
        ["convert"] = ["RUN", "--to", "pytorch", "--output", "{out}/converted"],
        ["quantize"] = ["RUN", "--output", "{out}/quantized", "--validation", "train.csv"],
        ["info"] = ["RUN"],
        ["data"] = ["convert", "train.csv", "--output", "{out}/rows.jsonl"],
        ["hub"] = ["logout"],
        ["serve"] = ["RUN", "--port", "0", "--check", "--certificate", "server.pem", "--certificate-key", "server.pem"],
        ["bench"] = [],
    };

    // What each input is when it is right.
    private static readonly Dictionary<string, string> Right = new(StringComparer.Ordinal)
    {
        ["--train"] = "train.csv",
        ["--validation"] = "validation.csv",
        ["--test"] = "validation.csv",
        ["--input"] = "lines.csv",
        ["FILE"] = "train.csv",
        ["--from"] = "review.csv",
        ["--class-weight"] = "weights.json",
        ["--labels"] = "labels.txt",
        ["--api-key-file"] = "keys.txt",
        ["--certificate"] = "server.pem",
        ["--certificate-key"] = "server.pem",
        ["--model"] = "base",
        ["MODEL"] = "run",
        ["RUN"] = "run",
        ["RUN-A"] = "run",
        ["RUN-B"] = "run",
        ["PATH"] = "run",
        ["--dataset"] = "rows",
    };

    public static TheoryData<string, string, string> Cases => [.. CommandLine.Commands.Select(make => make())
        .SelectMany(command => Symbols(command).SelectMany(symbol => Kinds.Select(kind => (command.Name, symbol.Name, kind))))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Path_OfAnyKind_WorksOrIsNamedInOneLine(string command, string name, string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes and devices are those of Linux");
        var use = UseOf(command, name);
        using var place = new Place(inputs, use, name, kind);
        if (place.Path is null) return;                         // there is no such thing
        string[] line = [command, .. Line(command, name, place), "--quiet"];
        var run = place.Run(line);
        string told = $"{string.Join(' ', line)}\nexit code {run.Code}: {run.Error}";
        int[] right = Expected(command, use, kind);
        Assert.True(right.Contains(run.Code), $"{told}expected {string.Join(" or ", right)}");
        string[] said = [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(
            text => !text.StartsWith("warning: ", StringComparison.Ordinal))];
        if (run.Code == 0) Assert.Empty(said);
        else Assert.True(said is [['m', 'a', 't', 'i', 'z', ':', ' ', ..]], told);
        Assert.DoesNotContain("fault of matiz", run.Error, StringComparison.Ordinal);
        Assert.Equal(inputs.Sum, inputs.Count());
    }

    public static TheoryData<string, string> Inputs2 => [.. CommandLine.Commands.Select(make => make())
        .SelectMany(
            command => Symbols(command).Where(symbol => symbol.Use is not (WritesFile or WritesRun)).Select(
                symbol => (command.Name, symbol.Name)))];

    [Theory]
    [MemberData(nameof(Inputs2))]
    public void Path_ThatMayNotBeRead_ExitTwo(string command, string name)
    {
        using var place = new Place(inputs, UseOf(command, name), name, "unreadable");
        string[] line = [command, .. Line(command, name, place), "--quiet"];
        var run = ProgramRun.OfNobody(inputs.Root, line);
        Assert.Equal(2, run.Code);
        Assert.Matches("^(warning: [^\n]*\n)*matiz: [^\n]*may not be (read|entered)[^\n]*\n$", run.Error);
    }

    public static TheoryData<string, string> Valued => [.. CommandLine.Commands.Select(make => make())
        .SelectMany(
            command =>
                command.Options.Where(option => option.Arity.MinimumNumberOfValues > 0).Select(option => (command.Name, option.Name)))];

    [Theory]
    [MemberData(nameof(Valued))]
    public void Value_ThatIsEmpty_IsRefused(string command, string option)
    {
        var run = CliRun.Of([command, .. Lines[command].TakeWhile(word => word is "RUN"), option, ""]);
        Assert.Equal(2, run.Code);
        Assert.StartsWith($"matiz: {option}: found '', expected ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void OptionsThatNamePaths_AreAllWalked()
    {
        foreach (var command in CommandLine.Commands.Select(make => make()))
        {
            var walked = Symbols(command).Select(symbol => symbol.Name).ToList();
            var named = command.Options.Where(
                option =>
                    option.HelpName is { } help && help.Split('|').Any(word => word is "FOLDER" || word.TrimEnd('…').Split('.')[0] is "F"));
            Assert.Empty(named.Select(option => option.Name).Except(walked));
            Assert.Empty(
                command.Arguments.Where(argument => argument.Arity.MaximumNumberOfValues == 1 && argument.Name is not "ACTION")
                    .Select(argument => argument.Name)
                    .Except(walked));
        }
    }

    private static IEnumerable<(string Name, PathUse Use)> Symbols(MatizCommand command) =>
        command.Arguments.OfType<IPathSymbol>().Select(symbol => (((Argument)symbol).Name, symbol.Use))
            .Concat(command.Options.OfType<IPathSymbol>().Select(symbol => (((Option)symbol).Name, symbol.Use)));

    private static PathUse UseOf(string command, string name) =>
        Symbols(CommandLine.Commands.Select(make => make()).Single(made => made.Name == command)).Single(symbol => symbol.Name == name).Use;

    // 0 where the path is right, 2 where it is not.
    private static int[] Expected(string command, PathUse use, string kind) => (use, kind) switch
    {
        (_, "empty") => [2],
        (ReadsRows, "link" or "pipe" or "-" or ".gz" or "file") => [0],
        (ReadsRows, "/dev/null") => [0, 2],                     // no rows are no answers, but nothing to train on
        (ReadsRows, _) => [2],
        (ReadsFile, "link" or "pipe" or "file") => [0],
        (ReadsFile, _) => [0, 2],                               // a word that is no file may be one of its own
        (ReadsModel or ReadsRun or ReadsDataset, "link" or "folder") => [0],
        (ReadsModel, "file") when command is "info" => [0],      // what is wrong with a file is what it shows
        (ReadsModel or ReadsRun, _) => [2],
        (WritesInto, _) => [2, 0],
        (WritesRun, "link") => [0],
        (WritesRun, _) => [2, 0],
        (WritesFile { IsNew: true }, _) => [0, 2],
        (WritesFile, "folder" or "missing") => [2],
        (WritesFile, _) => [0, 2],
        _ => [2],
    };

    private string[] Line(string command, string name, Place place)
    {
        var words = inputs.LineOf(command, place.Out);
        if (name is "--dataset") Inputs.LeaveOut(words, "--train", "--validation", "--test");
        if (name.StartsWith('-'))
        {
            Inputs.Set(words, name, place.Path!);
            if (place.NeedsFormat) words.AddRange(["--format", "csv"]);
        }
        else
        {
            words[name is "RUN-B" or "FILE" ? 1 : 0] = place.Path!;
            if (place.NeedsFormat) words.AddRange(["--format", "csv"]);
        }

        return [.. words];
    }

    /// <summary>What a path of some kind names, and what is beside it while it is tried.</summary>
    private sealed class Place : IDisposable
    {
        private const int LongestMs = 30_000;

        private readonly Workspace _own = new();
        private readonly string? _right;
        private Task? _feeding;

        public Place(Inputs inputs, PathUse use, string name, string kind)
        {
            _right = use is WritesFile or WritesRun ? null : inputs.Path(Right[name]);
            bool readsFolder = use is ReadsModel or ReadsRun or ReadsDataset;
            string extension = use is WritesFile { Extensions: [var first, ..] }
                ? first
                : _right is null || readsFolder
                ? ""
                : System.IO.Path.GetExtension(_right);
            NeedsFormat = use is ReadsRows && kind is "-" or "/dev/null" && name is not ("--from" or "--class-weight" or "--labels");
            Path = kind switch
            {
                "empty" => "",
                "missing" => Own("no-folder/missing" + extension),
                "folder" => readsFolder ? _right : Directory.CreateDirectory(Own("folder" + extension)).FullName,
                "file" => readsFolder ? inputs.Path("train.csv") : _right ?? _own.Write("file" + extension, ""),
                "broken link" => Link("broken" + extension, Own("gone" + extension)),
                "link" => Link("link" + extension, _right ?? Target(use, extension)),
                "pipe" => Pipe("pipe" + extension, use),
                "-" => use is WritesFile or WritesRun ? null : "-",
                "/dev/null" => "/dev/null",
                ".gz" => _right is null || readsFolder ? null : Packed(extension),
                _ => Unreadable(extension),
            };
        }

        public string? Path { get; }

        public string Out => _own.Root;

        /// <summary>Whether the name says nothing of the format.</summary>
        public bool NeedsFormat { get; }

        public CliRun Run(string[] line)
        {
            var run = Task.Run(
                () => Path is "-" && File.Exists(_right) ? CliRun.WithInput(File.ReadAllText(_right), line) : CliRun.Of(line));
            Assert.True(run.Wait(LongestMs), $"{string.Join(' ', line)} waits for ever");
            return run.Result;
        }

        public void Dispose()
        {
            if (_feeding is not null)
            {
                // lets go of a writer whom nobody has read
                using (new FileStream(Path!, FileMode.Open, FileAccess.ReadWrite)) _feeding.Wait(2000);
            }

            _own.Dispose();
        }

        private string Own(string name) => System.IO.Path.Combine(_own.Root, name);

        private string Link(string name, string target)
        {
            File.CreateSymbolicLink(Own(name), target);
            return Own(name);
        }

        private string Target(PathUse use, string extension) =>
            use is WritesRun ? Directory.CreateDirectory(Own("target")).FullName : _own.Write("target" + extension, "");

        private string Pipe(string name, PathUse use)
        {
            using (var mkfifo = Process.Start("mkfifo", [Own(name)])) mkfifo.WaitForExit();
            string pipe = Own(name);
            byte[] bytes = File.Exists(_right) ? File.ReadAllBytes(_right) : [];
            _feeding = use is WritesFile or WritesRun
                ? Task.Run(() => File.ReadAllBytes(pipe))
                : Task.Run(() =>
                {
                    using var stream = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                    try
                    {
                        stream.Write(bytes);
                    }
                    catch (IOException)
                    {
                        // The command wanted none of it.
                    }
                });
            return pipe;
        }

        private string Packed(string extension)
        {
            using var file = File.Create(Own("packed" + extension + ".gz"));
            using var packed = new GZipStream(file, CompressionMode.Compress);
            packed.Write(File.ReadAllBytes(_right!));
            return file.Name;
        }

        private string Unreadable(string extension)
        {
            string path = File.Exists(_right) ? Own("hidden" + extension) : Directory.CreateDirectory(Own("hidden")).FullName;
            if (File.Exists(_right)) File.Copy(_right, path);
            if (OperatingSystem.IsWindows()) return path;                // the cases that need it skip there
            File.SetUnixFileMode(_own.Root, (UnixFileMode)511);
            File.SetUnixFileMode(path, UnixFileMode.None);
            return path;
        }
    }

    /// <summary>Inputs that are right, made once; no case may change them.</summary>
    public sealed class Inputs : IDisposable
    {
        private readonly Workspace _made = new();

        public Inputs()
        {
            CliRun.Of(_made.TrainArguments("run")).Succeeded();
            CliRun.Of("calibrate", Path("run"), "--force").Succeeded();
            CliRun.Of("errors", Path("run"), "--export", Path("review.csv")).Succeeded();
            _made.CopyModel("base", Workspace.TinyModel);
            Directory.CreateDirectory(Path("rows"));
            foreach (string split in (string[])["train", "validation", "test"])
                _made.Write($"rows/{split}.csv", File.ReadAllText(Path(split is "train" ? "train.csv" : "validation.csv")));
            _made.Write("lines.csv", "text\nhello\nworld\n");
            _made.Write("weights.json", "{\"joy\": 1, \"anger\": 2, \"fear\": 1}");
            _made.Write("labels.txt", "anger\nfear\njoy\n");
            _made.Write("keys.txt", "# who may ask\nkey-of-a-friend\n");
            _made.Write("server.pem", ServerCertificate.NewPem());
            foreach (string folder in Directory.EnumerateDirectories(Root, "*", SearchOption.AllDirectories).Append(Root))
            {
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)511);
            }

            Sum = Count();
        }

        /// <summary>What their names and sizes come to.</summary>
        public string Sum { get; }

        public string Root => _made.Root;

        public string Path(string name) => _made.Path(name);

        /// <summary>The line of a command that works, without its name, writing into a folder.</summary>
        public List<string> LineOf(string command, string output) => [.. Lines[command].Select(word => word switch
        {
            "RUN" => Path("run"),
            _ when word.Contains("{out}", StringComparison.Ordinal) => word.Replace("{out}", output, StringComparison.Ordinal),
            _ when File.Exists(Path(word)) || Directory.Exists(Path(word)) => Path(word),
            _ => word,
        })];

        /// <summary>Gives an option another value, or its first.</summary>
        public static void Set(List<string> words, string option, string value)
        {
            int at = words.IndexOf(option);
            if (at >= 0) words[at + 1] = value;
            else words.AddRange([option, value]);
        }

        /// <summary>Takes options away with their values.</summary>
        public static void LeaveOut(List<string> words, params string[] options)
        {
            foreach (int at in options.Select(option => words.IndexOf(option)).Where(at => at >= 0).OrderDescending())
                words.RemoveRange(at, 2);
        }

        public string Count() =>
            string.Join('\n', Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{path} {new FileInfo(path).Length}"));

        public void Dispose() => _made.Dispose();
    }
}
