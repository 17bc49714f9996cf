using Spectre.Console;
using Spectre.Console.Rendering;

namespace Matiz.Cli.Terminal;

/// <summary>One line of a terminal that changes in place, a bar and words, while something runs; other lines may be put above it.</summary>
internal sealed class LiveLine
{
    private readonly IAnsiConsole _console;
    private ProgressTask? _task;
    private string _words = "starting";

    private LiveLine(IAnsiConsole console, int width) => (_console, Width) = (console, width);

    /// <summary>Columns of a line.</summary>
    public int Width { get; }

    /// <summary>Columns for the words behind the bar.</summary>
    public int WordsWidth => Math.Max(1, Width - BarWidth - 2);

    private int BarWidth => Math.Clamp(Width - 84, Math.Min(8, Width / 4), 30);

    /// <summary>Shows the line while something runs.</summary>
    /// <param name="host">Whose terminal.</param>
    /// <param name="run">What runs; it changes the line.</param>
    public static T Show<T>(CommandHost host, Func<LiveLine, T> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = host.AllowsColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(host.Error),
        });
        console.Profile.Width = host.Width;
        var line = new LiveLine(console, host.Width);
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new ProgressBarColumn { Width = line.BarWidth, CompletedStyle = new Spectre.Console.Style(Color.Blue) },
                new Words(line))
            .Start(context =>
            {
                line._task = context.AddTask("run", maxValue: 1);
                return run(line);
            });
    }

    /// <summary>Changes the line.</summary>
    /// <param name="share">How far the work has come, from 0 to 1; null: as before.</param>
    /// <param name="words">What stands behind the bar.</param>
    public void Set(double? share, string words)
    {
        Volatile.Write(ref _words, DisplayWidth.Cut(words, WordsWidth));
        if (share is { } value) _task!.Value = value;
    }

    /// <summary>Puts a line above that stays.</summary>
    public void Keep(string text) => _console.Write(new Text(text + "\n"));

    private sealed class Words(LiveLine line) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(Volatile.Read(ref line._words));
    }
}
