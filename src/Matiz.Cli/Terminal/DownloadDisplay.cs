using System.Diagnostics;
using System.Globalization;
using Matiz.Hub;
using Spectre.Console;

namespace Matiz.Cli.Terminal;

/// <summary>
/// Progress of files that come from the Hub or go to it: on a terminal a bar a file and one for all of them, in a file two lines. Nothing
/// is shown where nothing has to be moved, as what is cached needs no bar.
/// </summary>
internal sealed class DownloadDisplay : IProgress<HubProgress>, IDisposable
{
    private const int MostBars = 8, NameWidth = 36;

    private readonly Lock _lock = new();
    private readonly CommandHost _host;
    private readonly Notes _notes;
    private readonly string _name;
    private readonly bool _isSent;
    private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);
    private readonly ManualResetEventSlim _isOver = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly bool _isLive;
    private ProgressContext? _context;
    private Task? _drawing;
    private ProgressTask? _total;
    private HubProgress _last;
    private bool _hasMoved;

    /// <summary>Begins; the first bar is drawn when the first byte moves.</summary>
    /// <param name="host">Whose terminal.</param>
    /// <param name="notes">Whether it is wanted.</param>
    /// <param name="name">Whose files they are: an id.</param>
    /// <param name="showProgress">Forces it on or off (<see cref="HubOptions.ShowProgress"/>); null: where there is a terminal.</param>
    /// <param name="isSent">Whether the files go to the Hub.</param>
    public DownloadDisplay(CommandHost host, Notes notes, string name, bool? showProgress = null, bool isSent = false)
    {
        (_host, _notes, _name, _isSent) = (host, notes, name, isSent);
        _isLive = !notes.IsQuiet && host.ErrorIsTerminal && (showProgress ?? true);
    }

    public void Report(HubProgress value)
    {
        lock (_lock)
        {
            if (_isOver.IsSet) return;
            _last = value;
            if (value.FilesDone == value.FileCount && !_hasMoved) return;       // all of it was there
            if (!_hasMoved) Begin(value);
            _hasMoved = true;
            if (_isLive) Draw(value);
        }
    }

    /// <summary>Takes the bars away, and says what was moved.</summary>
    public void Dispose()
    {
        lock (_lock) _isOver.Set();
        _drawing?.Wait();
        _isOver.Dispose();
        if (!_hasMoved || _last.FilesDone < _last.FileCount) return;
        var time = Stopwatch.GetElapsedTime(_start);
        _notes.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{_name}: {Numbers.Counted(_last.FileCount, "file")}, {Size(_last.Bytes)}, {(_isSent ? "sent" : "downloaded")} in "
                + $"{time.TotalSeconds:0.0} s."));
    }

    private void Begin(HubProgress value)
    {
        string size = value.TotalBytes is { } bytes ? $", {Size(bytes)}" : "";
        if (!_isLive)
        {
            _notes.Say($"{_name}: {(_isSent ? "sending" : "downloading")} {Numbers.Counted(value.FileCount, "file")}{size} …");
            return;
        }

        using var isReady = new ManualResetEventSlim();
        // A thread of its own, as it sleeps until the end: one of the pool may come seconds late, and the download would wait for it.
        _drawing = Task.Factory.StartNew(
            () => Console().Start(context =>
            {
                _context = context;
                _total = context.AddTask(_name, maxValue: Math.Max(1, value.TotalBytes ?? 1));
                isReady.Set();
                _isOver.Wait();
            }),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        isReady.Wait();
    }

    private Progress Console()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = _host.AllowsColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(_host.Error),
        });
        console.Profile.Width = _host.Width;
        return console.Progress().AutoClear(true).HideCompleted(true).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn { Width = Math.Clamp(_host.Width - 84, 8, 30), CompletedStyle = new Spectre.Console.Style(Color.Blue) },
            new DownloadedColumn { Culture = CultureInfo.InvariantCulture, Base = FileSizeBase.Decimal },
            new TransferSpeedColumn { Culture = CultureInfo.InvariantCulture, Base = FileSizeBase.Decimal },
            new RemainingTimeColumn());
    }

    private void Draw(HubProgress value)
    {
        if (!_bars.TryGetValue(value.Path, out var bar))
        {
            if (_bars.Values.Count(other => !other.IsFinished) >= MostBars) bar = null;
            else _bars.Add(value.Path, bar = _context!.AddTask(Shown(value.Path), maxValue: Math.Max(1, value.FileSize ?? 1)));
        }

        if (bar is not null)
        {
            bar.MaxValue = Math.Max(1, value.FileSize ?? (value.FileBytes + 1));
            bar.Value = value.FileBytes;
            if (value.FileBytes == value.FileSize) bar.StopTask();
        }

        _total!.MaxValue = Math.Max(1, value.TotalBytes ?? (value.Bytes + 1));
        _total.Value = value.Bytes;
    }

    // The end of a long name says more than its beginning.
    private static string Shown(string path)
    {
        string clean = PlainText.Clean(path);
        return Markup.Escape(clean.Length <= NameWidth ? clean : "…" + clean[^(NameWidth - 1)..]);
    }

    /// <summary>A size as people read it.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
    };
}
