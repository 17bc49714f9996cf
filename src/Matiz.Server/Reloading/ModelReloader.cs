using System.Diagnostics;
using System.Globalization;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Server.Logging;
using Matiz.Server.Models;
using Matiz.Server.Shadowing;
using Matiz.Server.Telemetry;
using Matiz.Weights;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matiz.Server.Reloading;

/// <summary>
/// Looks at the folders of models and loads those that changed: one after the other, beside the version that serves, which is replaced
/// when the new one is whole and has passed its self-test. What cannot be served changes nothing: it is said once, and tried again when it
/// has changed once more.
/// </summary>
internal sealed class ModelReloader(
    ModelShelf shelf, ShadowList shadows, MatizServerOptions options, ILoggerFactory logs, TimeProvider clock) : BackgroundService
{
    private const int LooksAWait = 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(30);

    private readonly ILogger _log = logs.CreateLogger(LogNames.Models);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<ModelSlot, long> _again = [];
    private readonly HashSet<ModelSlot> _waiting = [];

    /// <summary>Looks at all folders now, whether or not files have been still for a while, and loads what changed.</summary>
    public Task ReloadNowAsync(CancellationToken cancellationToken = default) => Task.Run(
        () => LookAsync(TimeSpan.Zero, isAsked: true, cancellationToken), cancellationToken);

    public override void Dispose()
    {
        _oneAtATime.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.ReloadDelay is not { } delay || Slots().All(slot => slot.Watch is null)) return;
        var pause = delay / LooksAWait < LongestPause ? delay / LooksAWait : LongestPause;
        using var timer = new PeriodicTimer(pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await LookAsync(delay, isAsked: false, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private IEnumerable<ModelSlot> Slots() => shelf.Slots.Concat(shadows.Slots);

    private async Task LookAsync(TimeSpan stillness, bool isAsked, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var slot in Slots())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (slot.Watch is { } watch) Look(slot, watch, stillness, isAsked);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private void Look(ModelSlot slot, FolderWatch watch, TimeSpan stillness, bool isAsked)
    {
        if (isAsked || (_again.TryGetValue(slot, out long since) && clock.GetElapsedTime(since) > PauseAfterFault))
        {
            _again.Remove(slot);
            watch.Forget();
        }

        var change = watch.Look(stillness, clock.GetTimestamp(), clock, out var stamp);
        if (change == FolderChange.Gone)
        {
            _log.Warn($"{slot.Title}: there is no model in {watch.Folder} any more; version {slot.Current.Version} stays in service.");
            return;
        }

        if (change == FolderChange.Busy)
        {
            if (!_waiting.Add(slot)) return;
            string busy = $"{slot.Title}: a run is at work in {watch.Folder}; it is loaded when the run has ended.";
            _log.Note(busy);
            return;
        }

        _waiting.Remove(slot);
        if (change != FolderChange.Changed && !(isAsked && stamp is not null)) return;
        Load(slot, watch, stamp!);
    }

    private void Load(ModelSlot slot, FolderWatch watch, FolderStamp stamp)
    {
        long start = Stopwatch.GetTimestamp();
        string? outcome = null;
        try
        {
            using var copy = IsExport(watch.Folder) ? null : FolderCopy.Read(watch.Folder, stamp.Files);
            if (!stamp.Equals(FolderStamp.Read(watch.Folder))) return;      // it is being written: the next look begins anew
            outcome = Load(slot, copy?.Files ?? ModelFiles.InFolder(watch.Folder), watch.Folder, start);
            watch.Serve(stamp);
        }
        catch (Exception exception)                             // whatever it is: what serves goes on
        {
            if (!stamp.Equals(FolderStamp.Read(watch.Folder))) return;
            watch.Refuse(stamp);
            outcome = ReloadOutcome.Refused;
            if (exception is not MatizException) _again[slot] = clock.GetTimestamp();
            _log.Warn($"{slot.Title}: the new files are not served, and version {slot.Current.Version} stays. {Reason(exception)}");
        }
        finally
        {
            if (outcome is not null) ServerMetrics.Reloaded(slot.Name, outcome);
        }
    }

    private string Load(ModelSlot slot, ModelFiles files, string folder, long start)
    {
        var current = slot.Current;
        if (string.Equals(ModelVersion.Compute(files), current.Version, StringComparison.Ordinal)) return ReloadOutcome.Unchanged;
        var next = ModelLoader.Load(slot.Name, files, slot.Options, options, ModelFiles.InFolder(folder));
        IReadOnlyList<string> remarks;
        try
        {
            remarks = SelfTest.Run(next, current);
        }
        catch
        {
            next.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }

        Retire(slot.ReplaceAsync(next));
        string loaded = string.Create(
            CultureInfo.InvariantCulture,
            $"{slot.Title}: version {next.Version} serves instead of {current.Version}, "
            + $"loaded in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        if (remarks.Count == 0) _log.Note(loaded + ".");
        else _log.Warn($"{loaded}; {string.Join("; ", remarks)}.");
        return ReloadOutcome.Loaded;
    }

    // Weights lie in memory that the collector does not see the size of: without a hint it might let old versions lie for hours.
    private static void Retire(Task ended) => _ = ended.ContinueWith(
        static _ => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false),
        CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    // An export may keep numbers in files that are found by their paths alone.
    private static bool IsExport(string folder) =>
        WeightFormats.Found(ModelFiles.InFolder(folder)) is [{ Format.Name: "onnx" }, ..];

    private static string Reason(Exception exception) => exception switch
    {
        OutOfMemoryException => "The memory is used up.",
        MatizException or IOException or UnauthorizedAccessException =>
            string.Join(' ', exception.Message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)),
        _ => $"There was an unexpected {exception.GetType().Name}, which is a fault of the server.",
    };
}
