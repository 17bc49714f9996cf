using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Files;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Runs;

/// <content>From files to a record, with what is wrong with them.</content>
public sealed partial class RunRecord
{
    private const string TrainCommand = "train";

    private const string EncodedHint =
        "It was trained on rows that were encoded before, without their texts: give the Trainer datasets (Dataset, not EncodedDataset), "
        + "and train again.";

    /// <summary>Reads a run folder.</summary>
    /// <param name="folder">The output folder of a run.</param>
    /// <exception cref="TrainingException">
    /// It is no run folder, the run is not finished, or a file is missing, damaged or from another version.
    /// </exception>
    /// <exception cref="ModelException">Its <c>config.json</c> is damaged.</exception>
    public static RunRecord Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!RunFolder.IsRunFolder(folder))
        {
            string found = Directory.Exists(folder) ? $"there is no {RunSettings.FileName} in it" : "there is no such folder";
            throw new TrainingException(
                $"'{folder}' is no run folder: {found}. The output folder of an earlier training was expected. Check the path.");
        }

        var settings = RunSettings.Load(folder);
        string PathTo(string file) => System.IO.Path.Combine(folder, file);
        if (!File.Exists(PathTo(RunFiles.AllResults)))
        {
            throw new TrainingException(
                $"{folder}: the run is not finished: there is no {RunFiles.AllResults}. A finished run was expected. "
                + (RunLock.HolderOf(folder) is { } holder
                    ? $"{holder} is at work on it: wait until it has ended, or name another one."
                    : $"Go on with it ({GoOn(settings, folder)}), or name another one."));
        }

        string hint = HintOf(settings);
        bool isTraining = string.Equals(CommandOf(settings), TrainCommand, StringComparison.Ordinal);
        string[] needed = isTraining
            ? [RunFiles.DatasetInfo, RunFiles.Predictions, ModelConfig.FileName, TrainerStateFile.FileName]
            : [RunFiles.DatasetInfo, RunFiles.Predictions];
        if (Array.Find(needed, file => !File.Exists(PathTo(file))) is { } missing)
        {
            throw new TrainingException(
                $"{folder}: there is no {missing}, which every finished run has. A whole run folder was expected. "
                + (IsOfEncodedRows(settings, PathTo) ? EncodedHint : hint));
        }

        var dataset = ReadDataset(PathTo(RunFiles.DatasetInfo), hint);
        var results = ResultsFile.Load(PathTo(RunFiles.AllResults));
        return new RunRecord(folder, settings, dataset, results, ReadHistory(PathTo(TrainerStateFile.FileName), hint))
        {
            Labels = LabelsOf(folder, dataset, hint),
        };
    }

    // A program keeps its rows to itself: only it can go on with them.
    private static string GoOn(RunSettings settings, string folder) => IsOfAProgram(settings)
        ? "start the program that began it again, with Resume in its TrainingArguments"
        : $"FineTuning.Run(\"{folder}\") with TrainingArguments.Resume";

    private static bool IsOfAProgram(RunSettings settings) => settings["data_files"] is null;

    // A trainer over rows that were encoded before has no texts to write.
    private static bool IsOfEncodedRows(RunSettings settings, Func<string, string> pathTo) =>
        IsOfAProgram(settings) && !File.Exists(pathTo(RunFiles.DatasetInfo)) && !File.Exists(pathTo(RunFiles.Predictions));

    private static string CommandOf(RunSettings settings) => TextOf(settings, "command") ?? TrainCommand;

    private static string? TextOf(RunSettings settings, string key) =>
        settings[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static string HintOf(RunSettings settings)
    {
        string? version = TextOf(settings, "matiz_version");
        return string.Equals(version, Machine.Version, StringComparison.Ordinal)
            ? "Copy the whole folder again, or run it again."
            : $"The run was written by matiz {version ?? "of an unknown version"}, this is {Machine.Version}: "
                + "run it again, or use the version that wrote it.";
    }

    private static DatasetSummary ReadDataset(string path, string hint)
    {
        try
        {
            return DatasetSummary.Parse(File.ReadAllText(path), path);
        }
        catch (DataException exception)
        {
            string key = (exception.InnerException as JsonException)?.Path is { Length: > 1 } found ? $" (at {found})" : "";
            string place = exception.Line is { } line ? $":{line}" : "";
            throw new TrainingException(
                $"{path}{place}: this is no summary of a dataset{key}. The file that the run wrote was expected. {hint}", exception);
        }
    }

    private static IReadOnlyList<LogEntry> ReadHistory(string path, string hint)
    {
        if (!File.Exists(path)) return [];
        try
        {
            var state = JsonNode.Parse(File.ReadAllBytes(path)).Required();
            return [.. state.Required("log_history").AsArray().Select(entry => LogEntry.FromJson(entry.Required().AsObject()))];
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            string place = exception is JsonException { LineNumber: { } line } ? $":{line + 1}" : "";
            throw new TrainingException(
                $"{path}{place}: 'log_history' is missing or damaged. A list of objects of numbers was expected. {hint}", exception);
        }
    }

    private static ClassLabel? LabelsOf(string folder, DatasetSummary dataset, string hint)
    {
        if (!TextTask.For(dataset.ProblemType).HasClasses) return null;
        if (dataset.LabelNames is null)
        {
            string path = System.IO.Path.Combine(folder, RunFiles.DatasetInfo);
            throw new TrainingException($"{path}: 'label_names' is missing. The names of the classes were expected. {hint}");
        }

        var files = ModelFiles.InFolder(folder);
        if (files.Exists(ModelConfig.FileName))
        {
            var config = ModelConfig.Load(files);
            if (!config.Labels.Names.SequenceEqual(dataset.LabelNames, StringComparer.Ordinal))
            {
                throw new TrainingException(
                    $"{config.Path}: 'id2label' has the labels {config.Labels.Listed()}, but {RunFiles.DatasetInfo} "
                    + $"{new ClassLabel(dataset.LabelNames).Listed()}. The files of one run were expected. {hint}");
            }
        }

        return new ClassLabel(dataset.LabelNames);
    }
}
