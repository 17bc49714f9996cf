using Matiz.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Matiz.Cli.Terminal;

/// <summary>Progress for a terminal: one line that changes in place, and a line that stays for each evaluation.</summary>
internal sealed class LiveProgress : IProgress<TrainingProgress>
{
    private readonly IAnsiConsole _console;
    private readonly string _decidingKey;
    private ProgressTask? _task;
    private TrainingProgress? _latest;

    private LiveProgress(IAnsiConsole console, string decidingKey) => (_console, _decidingKey) = (console, decidingKey);

    /// <summary>Shows progress while something runs.</summary>
    /// <param name="host">Whose terminal.</param>
    /// <param name="decidingKey">The metric that decides.</param>
    /// <param name="run">What runs; reports to what it is given.</param>
    public static T Show<T>(CommandHost host, string decidingKey, Func<IProgress<TrainingProgress>, T> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = host.AllowsColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(host.Error),
        });
        console.Profile.Width = host.Width;
        var live = new LiveProgress(console, decidingKey);
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = Math.Clamp(host.Width - 84, 8, 30), CompletedStyle = new Spectre.Console.Style(Color.Blue) }, new Words(live))
            .Start(context =>
            {
                live._task = context.AddTask("training", maxValue: 1);
                return run(live);
            });
    }

    public void Report(TrainingProgress value)
    {
        if (value.Evaluation is { } evaluation)
        {
            _console.Write(new Text(TrainingLines.Evaluation(evaluation, _decidingKey) + "\n"));
            return;
        }

        Volatile.Write(ref _latest, value);
        _task!.Value = value.Step / (double)value.TotalSteps;
    }

    private sealed class Words(LiveProgress live) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Volatile.Read(ref live._latest) switch
        {
            null => "starting",
            { Phase: TrainingPhase.Evaluating } latest => $"{TrainingLines.Place(latest)}  evaluating",
            { Phase: TrainingPhase.Saving } latest => $"{TrainingLines.Place(latest)}  saving",
            { Loss: null } => "starting",
            var latest => $"{TrainingLines.Place(latest)}  {TrainingLines.Step(latest)}",
        });
    }
}
