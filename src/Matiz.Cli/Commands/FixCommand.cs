using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Matiz.Cli.Errors;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Data.Corrections;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Runs;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz fix</c>: applies a review to a copy of the file that its rows came from.</summary>
internal sealed class FixCommand : MatizCommand
{
    private readonly Argument<string> _run = OptionFactory.PathArgument("RUN", "The run that the review was made of", new ReadsRun());
    private readonly Option<string?> _from = OptionFactory.Path(
        "--from", "F|-", "The review, filled in; - is standard input", new ReadsFile());
    private readonly Option<string?> _output = OptionFactory.Path(
        "--output", "F|-", "The corrected copy, a new file in the format of the old one; "
            + "- is standard output", new WritesFile([]) { IsNew = true });
    private readonly Option<string?> _audit = OptionFactory.Path(
        "--audit", "F", "What was changed and why, a new file (default: the name of --output with .audit.jsonl; "
            + "of standard output or a pipe none)",
        new WritesFile([]) { IsNew = true });

    public FixCommand()
        : base(
            "fix",
            "Correct labels in a copy of the data, as a review says",
            "Apply a review of 'matiz errors --export': rows with the action relabel get their new_label, rows with remove are taken out, "
            + "all others stay byte for byte. When any row of the review is unknown or has changed, nothing is written.")
    {
        Add(_run);
        AddOptions(new OptionSet("Files", _from, _output, _audit), Messages);
    }

    public override MessageOptionSet Messages { get; } = new();

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz fix my-model --from review.csv --output train-fixed.csv", "A corrected copy of the training file, "
            + "and beside it what was changed."),
        new("matiz fix my-model --from review.csv --output train-fixed.csv.gz", "The same, packed."),
        new(
            "matiz fix my-model --from review.csv --output - --audit audit.jsonl > train-fixed.csv",
            "To standard output, for another program."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        string from = parse.GetValue(_from)
            ?? throw new UsageException("--from is missing. A review that 'matiz errors --export' wrote was expected. Give --from F.");
        string output = parse.GetValue(_output)
            ?? throw new UsageException("--output is missing. A name for the corrected copy was expected. Give --output F.");
        var run = RunRecord.Load(parse.GetRequiredValue(_run));
        bool isOutput = string.Equals(output, DataSource.StandardInput, StringComparison.Ordinal), isPipe = isOutput || IsStream(output);
        var review = string.Equals(from, DataSource.StandardInput, StringComparison.Ordinal)
            ? ReviewFile.Read(host.Input, "standard input")
            : ReviewFile.Read(from);
        if (review.Count == 0) throw new UsageException($"{from}: the review has no rows. At least one was expected. Export it again.");
        var file = FileOf(run, from, review, host);
        string? audit = parse.GetValue(_audit) ?? (isPipe ? null : output + ".audit.jsonl");
        if (!isOutput)
        {
            RequireFormat(output, file);
            RequireFree(output, "--output", file);
        }

        if (audit is not null) RequireFree(audit, parse.GetValue(_audit) is null ? "--output" : "--audit", file);
        var labels = LabelsOf(run);
        string separator = run.Settings["label_separator"]?.ToString() ?? ",";
        var reader = LabelReaders.For(run.ProblemType);
        var correction = DataCorrection.Plan(
            from, review, file, RecordedRun.ReadFile(run, file, ProgramInputs.Sample, new DatasetAccess { Hub = host.Hub }), labels, reader,
            separator, ReadingOf(run));
        Complain(host, from, correction.Problems);
        byte[] corrected = correction.Apply(output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), out var applied);
        var lines = AuditLines.ForCorrections(applied, from, labels, DateTimeOffset.Now);
        if (isOutput) WriteOut(host, corrected, audit, lines);
        else Write(output, corrected, audit, lines);
        int unused = review.Count(row => row.Action.Trim().Length == 0 && row.NewLabel.Trim().Length > 0);
        if (unused > 0)
        {
            notes.Warn(
                $"{Numbers.Counted(unused, "row has", "rows have")} a new_label but no action in {from}: left as before; "
                + $"fill in {ReviewFile.Relabel} where the label is to change.");
        }

        if (applied.Count == 0) notes.Warn($"no row of {from} has an action: {(isOutput ? "standard output" : output)} is a plain copy.");
        notes.Say(
            $"{(isOutput ? "standard output" : output)}: "
            + $"{Numbers.Counted(correction.Relabelled, "row")} of {Numbers.Count(correction.Rows)} relabelled, "
            + $"{Numbers.Count(correction.Removed)} removed; "
            + $"{(audit is null ? "--audit F keeps what was changed and why" : $"{audit} says why")}.");
        return ExitCode.Done;
    }

    private static DataFile FileOf(RunRecord run, string from, IReadOnlyList<ReviewRow> review, CommandHost host)
    {
        var problems = new List<string>();
        string file = review[0].Source.File;
        foreach (var row in review)
        {
            string at = $"{from}:{row.ReviewLine}: ";
            if (!run.Dataset.Splits.ContainsKey(row.Source.Split))
                problems.Add($"{at}the split is '{row.Source.Split}'; the run has {string.Join(", ", run.Dataset.Splits.Keys)}.");
            if (!string.Equals(row.Source.File, file, StringComparison.Ordinal))
                problems.Add($"{at}the row is of '{row.Source.File}', those before of '{file}'; a review is of one file: "
                    + "make one of each.");
        }

        var found = run.Dataset.Files.FirstOrDefault(known => string.Equals(known.Path, file, StringComparison.Ordinal));
        if (found is null)
        {
            string known = string.Join(", ", run.Dataset.Files.Select(other => other.Path));
            problems.Add($"{from}:{review[0].ReviewLine}: the run has read no file '{file}', but {known}.");
        }

        Complain(host, from, problems);
        return found!;
    }

    // A copy in another format would be read as what it is not.
    private static void RequireFormat(string output, DataFile file)
    {
        if (IsStream(output)) return;
        string expected = PlainExtension(file.Path), found = PlainExtension(output);
        if (string.Equals(expected, found, StringComparison.OrdinalIgnoreCase)) return;
        string format = file.Format.Name;
        if (found.Length > 0 && RowFormats.ForExtension(found) == file.Format) return;
        string named = found.Length == 0 ? "has no extension" : $"ends with '{found}'";
        string unpacked = output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? output[..^3] : output;
        throw new UsageException(
            $"--output: '{output}' {named}, but {file.Path} holds {format}, and the corrected copy keeps its format. "
            + $"The extension .{format} was expected. "
            + $"Name it {Path.ChangeExtension(unpacked, format)}.");
    }

    // A pipe is written into, whatever it is called.
    private static bool IsStream(string path) => FileFacts.Read(path) is { Kind: not (FileKind.File or FileKind.Folder) };

    private static string PlainExtension(string path) =>
        Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path);

    // Indices in the file are those of the names that were given, which a model may keep in an order of its own.
    private static ClassLabel? LabelsOf(RunRecord run) =>
        run.Labels is not null && run.Settings["label_names"] is JsonArray names
            ? new ClassLabel(names.Select(name => name!.GetValue<string>()))
            : run.Labels;

    // What the run recorded; of its own classes, names.
    private static LabelReading? ReadingOf(RunRecord run) =>
        run.Settings["label_reading"]?.ToString() is { } word ? SettingNames.Parse<LabelReading>(word) : null;

    private static void RequireFree(string path, string option, DataFile file)
    {
        if (Directory.Exists(path)) throw new UsageException($"{option}: {path} is a folder. A new file was expected. Name one.");
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            throw new UsageException(
                $"{option}: there is no folder '{folder}'. "
                + "Make it first, or name another place.");
        }

        if (string.Equals(full, Path.GetFullPath(file.Path), StringComparison.Ordinal) || FileFacts.AreSame(path, file.Path))
        {
            throw new UsageException(
                $"{option}: {path} is the file that is corrected. "
                + "A new file was expected, so that the old one stays. Name another one.");
        }

        if (File.Exists(path) && !IsStream(path))
        {
            throw new UsageException(
                $"{option}: {path} exists. A new file was expected. "
                + "Name another one, or remove it.");
        }
    }

    private static void Complain(CommandHost host, string from, IReadOnlyList<string> problems)
    {
        if (problems.Count == 0) return;
        foreach (string problem in problems) host.Error.WriteLine(PlainText.Clean(LibraryWords.Translate(problem)));
        throw new UsageException(
            $"{from}: {Numbers.Counted(problems.Count, "problem")}, listed above. Rows as the run has read them were expected, with the "
            + "action empty, "
            + $"{ReviewFile.Relabel} or {ReviewFile.Remove}. Nothing was written: correct the review, or export it again.");
    }

    // Rows are UTF-8, and a mark in front stays a character.
    private static void WriteOut(CommandHost host, byte[] corrected, string? audit, IEnumerable<string> lines)
    {
        using var other = audit is null ? null : AtomicFile.Create(audit);
        if (other is not null) WriteLines(other.Stream, lines);
        host.Output.Write(Encoding.UTF8.GetString(corrected));
        host.Output.Flush();
        other?.Commit();
    }

    // Both files are whole before the first is in its place.
    private static void Write(string output, byte[] corrected, string? audit, IEnumerable<string> lines)
    {
        using var one = AtomicFile.Create(output);
        using var other = audit is null ? null : AtomicFile.Create(audit);
        one.Stream.Write(corrected);
        if (other is not null) WriteLines(other.Stream, lines);
        other?.Commit();
        one.Commit();
    }

    private static void WriteLines(Stream stream, IEnumerable<string> lines)
    {
        foreach (string line in lines) stream.Write(Encoding.UTF8.GetBytes(line));
    }
}
