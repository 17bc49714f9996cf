using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Runs;
using Matiz.Reports;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz report</c>: one HTML file about a finished run.</summary>
internal sealed class ReportCommand : MatizCommand
{
    private readonly Argument<string> _run = OptionFactory.PathArgument("RUN", "The output folder of a training", new ReadsRun());
    private readonly Option<string?> _language = OptionFactory.Choice(
        "--language", "Language of the report's words (default en)", ReportOptions.LanguageCodes);
    private readonly Option<string?> _split = OptionFactory.Choice(
        "--split", "Rows to look at in detail (default validation, where there are any)", ["validation", "test"]);
    private readonly Option<string?> _output = OptionFactory.Path(
        "--output", "F.html", $"Write to another file (default {Report.FileName} in RUN)",
        new WritesFile([".html", ".htm"]) { IsPage = true, Example = Report.FileName });
    private readonly Option<bool> _open = OptionFactory.Flag("--open", "Show it in the browser");

    public ReportCommand()
        : base(
            "report",
            "Write one HTML file about a run",
            "Write one HTML file about a finished run: results beside baselines, curves, confusions, map, calibration, data, and "
            + "the rows that matter. It needs no network; what the run does not have is left out.")
    {
        Add(_run);
        AddOptions(new OptionSet("Report", _language, _split, _output, _open), Messages);
    }

    public override MessageOptionSet Messages { get; } = new();

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz report my-model --open", "Writes my-model/report.html again and shows it."),
        new("matiz report my-model --language es --output informe.html", "In Spanish, into a file of your own."),
        new("matiz report my-model --split test", "Confusions and rows of the test split."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        string folder = parse.GetRequiredValue(_run);
        var options = new ReportOptions { Split = parse.GetValue(_split) };
        if (parse.GetValue(_language) is { } code) options = options with { Language = ReportOptions.ParseLanguage(code) };
        string path = parse.GetValue(_output) ?? Path.Combine(folder, Report.FileName);
        if (Directory.Exists(folder)) PathGuard.RequirePage(path);
        MissingParts.Add(folder, host, notes, parse.GetValue(Messages.Verbose));
        Report.OfRun(folder, options).Save(path);
        host.Output.WriteLine(path);
        if (parse.GetValue(_open)) Open(path, notes);
        return ExitCode.Done;
    }

    /// <summary>Asks the system to show a file in the browser; where it cannot, the path is what there is.</summary>
    internal static void Open(string path, Notes notes)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(Path.GetFullPath(path)) { UseShellExecute = true });
        }
        catch (Exception exception) when (
            exception is Win32Exception or FileNotFoundException or InvalidOperationException or PlatformNotSupportedException)
        {
            notes.Warn($"no browser could be started ({exception.Message}). Open {Path.GetFullPath(path)} yourself.");
        }
    }
}
