using System.Globalization;
using System.Text.Json;
using Matiz.Formats.Json;
using Matiz.Training;

namespace Matiz.Cli.Inspection;

/// <summary>What a run folder says besides its model: how far it came, and whether its checkpoints are whole.</summary>
internal static class RunFindings
{
    private const string StateFile = "trainer_state.json", CheckpointPrefix = "checkpoint-";

    /// <summary>Adds what a run folder says; nothing where the folder is none.</summary>
    public static void Read(string folder, OrderedDictionary<string, object?> run, List<string> problems)
    {
        if (!File.Exists(Path.Combine(folder, RunSettings.FileName))) return;
        var settings = RunSettings.Load(folder);
        run["run"] = true;
        foreach (string key in (string[])["kernel_variant", "processor", "matiz_version"])
        {
            if (settings[key] is { } value) run[key] = value.ToString();
        }

        if (settings["command"]?.ToString() is { } command)
        {
            run["command"] = command;
            return;
        }

        var checkpoints = Directory.EnumerateDirectories(folder, CheckpointPrefix + "*")
            .Select(Path.GetFileName)
            .OfType<string>()
            .Where(name => int.TryParse(name.AsSpan(CheckpointPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .OrderBy(name => int.Parse(name.AsSpan(CheckpointPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture))
            .ToList();
        run["checkpoints"] = string.Join(", ", checkpoints);
        string statePath = Path.Combine(folder, StateFile);
        if (!File.Exists(statePath))
        {
            problems.Add(
                $"{folder}: the run is not finished. {StateFile} was expected. Go on with 'matiz train --output {folder} --resume'.");
            return;
        }

        try
        {
            var state = PythonJson.ParseNode(File.ReadAllBytes(statePath));
            run["steps"] = state?["global_step"]?.GetValue<int>();
            run["epochs"] = state?["epoch"]?.GetValue<double>();
            run["best_metric"] = state?["best_metric"]?.GetValue<double>();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            problems.Add(
                $"{statePath}: the file is damaged ({exception.Message.TrimEnd('.')}). The state of a run was expected. "
                + "Copy the run again, or train again.");
        }
    }
}
