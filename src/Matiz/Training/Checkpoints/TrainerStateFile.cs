using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats.Json;
using Matiz.Formats;

namespace Matiz.Training;

/// <summary>
/// Writes <c>trainer_state.json</c>, with the reference's keys, sorted, and <c>run_state.json</c> beside it in a checkpoint: what a
/// resumed run needs besides (running sums, times).
/// </summary>
internal static class TrainerStateFile
{
    public const string FileName = "trainer_state.json";
    public const string RunStateFileName = "run_state.json";

    private const string ControlName = "TrainerControl";

    public static void Save(
        string folder, TrainerState state, TrainerControl control, TrainingArguments arguments, IReadOnlyList<TrainerCallback> callbacks,
        double totalFlops)
    {
        var json = new JsonObject
        {
            ["best_global_step"] = state.BestStep,
            ["best_metric"] = state.BestMetric,
            ["best_model_checkpoint"] = state.BestCheckpoint,
            ["epoch"] = state.Epoch,
            ["eval_steps"] = arguments.EvaluationSteps ?? arguments.LoggingSteps,
            ["global_step"] = state.Step,
            ["is_hyper_param_search"] = false,
            ["is_local_process_zero"] = true,
            ["is_world_process_zero"] = true,
            ["log_history"] = new JsonArray([.. state.History.Select(entry => entry.ToJson())]),
            ["logging_steps"] = arguments.LoggingSteps,
            ["max_steps"] = state.TotalSteps,
            ["num_input_tokens_seen"] = state.TokensSeen,
            ["num_train_epochs"] = state.EpochCount,
            ["save_steps"] = arguments.SaveSteps,
            ["stateful_callbacks"] = Callbacks(control, callbacks),
            ["total_flos"] = totalFlops,
            ["train_batch_size"] = arguments.BatchSize,
            ["trial_name"] = null,
            ["trial_params"] = null,
        };
        AtomicFile.WriteAllText(Path.Combine(folder, FileName), json.ToJsonString(JsonStyles.Indented) + "\n");
    }

    public static void SaveRunState(string folder, TrainerState state)
    {
        var json = new JsonObject
        {
            ["elapsed_seconds"] = state.ElapsedSeconds,
            ["events_pending"] = state.EventsPending,
            ["loss_sum"] = state.LossSum,
            ["rows_seen"] = state.RowsSeen,
            ["unlogged_loss_sum"] = state.UnloggedLossSum,
            ["unlogged_steps"] = state.UnloggedSteps,
        };
        AtomicFile.WriteAllText(Path.Combine(folder, RunStateFileName), json.ToJsonString(JsonStyles.Indented) + "\n");
    }

    /// <summary>Reads both files of a checkpoint back; callbacks get their own parts.</summary>
    /// <exception cref="TrainingException">A file is missing or damaged.</exception>
    public static TrainerState Load(string folder, TrainerControl control, IReadOnlyList<TrainerCallback> callbacks)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, FileName))).Required().AsObject();
            var run = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, RunStateFileName))).Required().AsObject();
            var state = new TrainerState
            {
                Step = json.Required("global_step").GetValue<int>(),
                TotalSteps = json.Required("max_steps").GetValue<int>(),
                Epoch = json.Required("epoch").GetValue<double>(),
                EpochCount = json.Required("num_train_epochs").GetValue<int>(),
                BestMetric = json["best_metric"]?.GetValue<double>(),
                BestStep = json["best_global_step"]?.GetValue<int>(),
                BestCheckpoint = json["best_model_checkpoint"]?.GetValue<string>(),
                TokensSeen = json.Required("num_input_tokens_seen").GetValue<long>(),
                ElapsedSeconds = run.Required("elapsed_seconds").GetValue<double>(),
                EventsPending = run.Required("events_pending").GetValue<bool>(),
                LossSum = run.Required("loss_sum").GetValue<double>(),
                RowsSeen = run.Required("rows_seen").GetValue<long>(),
                UnloggedLossSum = run.Required("unlogged_loss_sum").GetValue<double>(),
                UnloggedSteps = run.Required("unlogged_steps").GetValue<int>(),
            };
            foreach (var entry in json.Required("log_history").AsArray()) state.Add(LogEntry.FromJson(entry.Required().AsObject()));
            LoadCallbacks(json.Required("stateful_callbacks").AsObject(), control, callbacks);
            return state;
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or FileNotFoundException or FormatException
            or ArgumentException or OverflowException)
        {
            throw new TrainingException(
                $"{folder}: the state of the checkpoint cannot be read ({exception.Message}). The files that training wrote were expected. "
                + "Remove this checkpoint to go on from the one before it.",
                exception);
        }
    }

    /// <summary>Whether <see cref="Load"/> can read both files, callbacks apart.</summary>
    public static bool CanLoad(string folder)
    {
        try
        {
            Load(folder, new TrainerControl(), []);
            return true;
        }
        catch (TrainingException)
        {
            return false;
        }
    }

    private static JsonObject Callbacks(TrainerControl control, IReadOnlyList<TrainerCallback> callbacks)
    {
        var entries = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            [ControlName] = new JsonObject
            {
                ["args"] = new JsonObject
                {
                    ["should_epoch_stop"] = false,
                    ["should_evaluate"] = control.ShouldEvaluate,
                    ["should_log"] = control.ShouldLog,
                    ["should_save"] = control.ShouldSave,
                    ["should_training_stop"] = control.ShouldStop,
                },
                ["attributes"] = new JsonObject(),
            },
        };
        foreach (var group in callbacks.GroupBy(callback => callback.Name, StringComparer.Ordinal))
        {
            JsonNode?[] states = [.. group.Select(callback => callback.SaveState()).Where(state => state is not null)];
            if (states.Length > 0) entries[group.Key] = states.Length == 1 ? states[0] : new JsonArray(states);
        }

        return new JsonObject(entries);
    }

    private static void LoadCallbacks(JsonObject entries, TrainerControl control, IReadOnlyList<TrainerCallback> callbacks)
    {
        control.ShouldStop = entries[ControlName]?["args"]?["should_training_stop"]?.GetValue<bool>() ?? false;
        foreach (var group in callbacks.GroupBy(callback => callback.Name, StringComparer.Ordinal))
        {
            var states = entries[group.Key] is JsonArray several
                ? several.OfType<JsonObject>()
                : new[] { entries[group.Key] }.OfType<JsonObject>();
            foreach (var (callback, state) in group.Where(callback => callback.SaveState() is not null).Zip(states))
                callback.LoadState(state);
        }
    }
}
