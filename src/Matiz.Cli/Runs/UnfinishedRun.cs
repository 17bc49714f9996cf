using Matiz.Models;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>A run folder whose model does not stand yet, named where a model was expected.</summary>
internal static class UnfinishedRun
{
    private const string Weights = "model.safetensors", Command = "command";

    /// <summary>Checks that a folder is not such a run.</summary>
    /// <exception cref="UsageException">It is; the message says how to go on with it, or who is at work on it.</exception>
    public static void Refuse(string folder)
    {
        if (!RunFolder.IsRunFolder(folder) || HasModel(folder)) return;
        if (RunSettings.Load(folder)[Command] is not null) return;     // a run of features needs no model
        string goOn = RunLock.HolderOf(folder) is { } holder ? $"{holder} is at work on it: wait until it has ended"
            : !RecordedRun.Load(folder).HasData ? "Start the program that began it again, with Resume in its TrainingArguments"
            : $"Go on with it: matiz train --output {(folder.Contains(' ', StringComparison.Ordinal) ? $"\"{folder}\"" : folder)} --resume";
        string checkpoint = RunFolder.CheckpointsIn(folder) is [.., var newest]
            ? ". Its newest checkpoint is a model as well: "
                + $"{Path.Combine(folder, $"checkpoint-{newest.ToString(System.Globalization.CultureInfo.InvariantCulture)}")}"
            : "";
        throw new UsageException(
            $"{folder}: the run in this folder is not finished, and there is no model yet. A finished run was expected. "
            + $"{goOn}{checkpoint}.");
    }

    private static bool HasModel(string folder) =>
        File.Exists(Path.Combine(folder, ModelConfig.FileName))
            && (File.Exists(Path.Combine(folder, Weights)) || File.Exists(Path.Combine(folder, Weights + ".index.json")));
}
