using Matiz.Tensors;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>What a training was asked for and lacks, because its process was ended after the model stood.</summary>
internal static class MissingParts
{
    /// <summary>Makes missing baselines and the map; where that cannot be done, the run is left as it is, with a warning.</summary>
    /// <param name="path">A run folder, or what may be one.</param>
    /// <param name="host">Streams, and what interrupts.</param>
    /// <param name="notes">What is done.</param>
    /// <param name="isVerbose">Whether details are wanted.</param>
    public static void Add(string path, CommandHost host, Notes notes, bool isVerbose)
    {
        if (!RunFolder.IsRunFolder(path)) return;
        if (RunLock.HolderOf(path) is { } holder)
        {
            notes.Say($"{path}: {holder} is at work in this folder; the report is made of what is there.");
            return;
        }

        if (!RecordedRun.Load(path).LacksBaselines) return;     // without a lock: only looked at
        try
        {
            using var held = RunLock.Take(path);
            RunFolder.Open(path);
            var run = RecordedRun.Load(path, ProgramInputs.For(host, notes.IsQuiet));
            var start = run.FindModel();
            using var device = Device.Open(options: new DeviceOptions { Threads = run.Threads, Precision = run.Precision });
            RunReport.AddMissing(path, start, run.LoadDataAsLabelled(), run.Arguments, device, host, notes, isVerbose);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            notes.Warn($"no baselines and no map: {ErrorReport.MessageOf(exception)} The report is made without them.");
        }
    }
}
