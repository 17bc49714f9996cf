using Matiz.Data;
using Matiz.Features;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>What a training was asked for and lacks, because its process was ended after the model stood.</summary>
internal static class RunCompletion
{
    /// <summary>Makes missing baselines and the map; where that cannot be done, the run is left as it is, with a warning.</summary>
    /// <param name="path">A run folder, or what may be one.</param>
    /// <param name="host">Streams, and what interrupts.</param>
    /// <param name="notes">What is done.</param>
    /// <param name="isVerbose">Whether details are wanted.</param>
    public static void AddMissing(string path, CommandHost host, Notes notes, bool isVerbose)
    {
        if (!RunFolder.IsRunFolder(path)) return;
        if (RunLock.HolderOf(path) is { } holder)
        {
            notes.Say($"{path}: {holder} is at work in this folder; the report is made of what is there.");
            return;
        }

        if (!IsMissing(path)) return;
        try
        {
            using var held = RunLock.Take(path);
            var folder = RunFolder.Open(path);
            var request = RunRequest.OfRecorded(folder);
            if (!request.Task.HasClasses) return;
            using var device = Device.Open(options: new DeviceOptions { Threads = request.RecordedThreads });
            RunReport.AddMissing(request, RunData.LoadAsLabelled(request, host.Input), device, host, notes, isVerbose);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            notes.Warn($"no baselines and no map: {ErrorReport.MessageOf(exception)} The report is made without them.");
        }
    }

    // Without a lock: only looked at.
    private static bool IsMissing(string path)
    {
        var settings = RunSettings.Load(path);
        return settings["command"] is null && settings["no_report"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out bool without) && !without
            && File.Exists(Path.Combine(path, "all_results.json")) && !File.Exists(Path.Combine(path, Baselines.FileName));
    }
}
