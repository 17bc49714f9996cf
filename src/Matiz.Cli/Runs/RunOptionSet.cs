using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Runs;

/// <summary>What is trained, and where the result goes.</summary>
internal sealed class RunOptionSet : IOptionSet
{
    private readonly bool _canResume;

    private RunOptionSet(string noReport, bool canResume)
    {
        NoReport = Flag("--no-report", noReport);
        _canResume = canResume;
    }

    public Option<string?> Model { get; } = Path(
        "--model", "FOLDER|ID", "The model to begin with: a folder, or an id on the Hub (default all-MiniLM-L6-v2, built in)",
        new ReadsModel());

    public Option<string?> Revision { get; } = OptionFactory.Revision();

    public Option<string?> Output { get; } = Path(
        "--output", "FOLDER", "The run folder (default runs/NAME-N, the next free N)", new WritesRun());

    public Option<bool> Overwrite { get; } = Flag("--overwrite", "Replace an earlier run in --output; other files stay");

    public Option<bool> Resume { get; } = Flag("--resume", "Go on with the interrupted run in --output, bit for bit");

    public Option<bool> NoReport { get; }

    public string Title => "Run";

    public IReadOnlyList<Option> All =>
        _canResume ? [Model, Revision, Output, Overwrite, Resume, NoReport] : [Model, Revision, Output, Overwrite, NoReport];

    /// <summary>The options of a training.</summary>
    public static RunOptionSet ForTraining() =>
        new("Leave out baselines, map, intervals and report.html; model and all other files are the same", canResume: true);

    /// <summary>The options of the feature route, which is never resumed: what is expensive is kept in the cache.</summary>
    public static RunOptionSet ForFeatures() =>
        new("Leave out dummy, map and report.html; model and all other files are the same", canResume: false);
}
