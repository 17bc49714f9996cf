using Matiz.Data;
using Matiz.Files;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>
/// A finished run, read again from its folder: what was trained on what, how it went, what came out, and every row of validation and
/// test with its prediction. Runs of <c>train</c> and of <c>features</c> alike.
/// </summary>
public sealed partial class RunRecord
{
    private RunRecord(
        string path, RunSettings settings, DatasetSummary dataset, IReadOnlyDictionary<string, double?> results,
        IReadOnlyList<LogEntry> history) =>
        (Path, Settings, Dataset, Results, History) = (path, settings, dataset, results, history);

    /// <summary>The folder as it was named.</summary>
    public string Path { get; }

    /// <summary>What <c>training_args.json</c> records.</summary>
    public RunSettings Settings { get; }

    /// <summary>The command that made the run: <c>train</c> or <c>features</c>.</summary>
    public string Command => CommandOf(Settings);

    /// <summary>What <c>all_results.json</c> holds: <c>eval_…</c>, <c>test_…</c>, <c>train_…</c>; null: undefined.</summary>
    public IReadOnlyDictionary<string, double?> Results { get; }

    /// <summary>The history of <c>trainer_state.json</c>; empty for a run without training steps.</summary>
    public IReadOnlyList<LogEntry> History { get; }

    /// <summary>What <c>dataset_info.json</c> holds: splits, files, counts.</summary>
    public DatasetSummary Dataset { get; }

    /// <summary>The classes in label order; null for regression.</summary>
    public ClassLabel? Labels { get; private init; }

    /// <summary>The name of the task.</summary>
    public ProblemType ProblemType => Dataset.ProblemType;

    /// <summary>The task.</summary>
    public TextTask Task => field ??= TextTask.For(ProblemType);

    /// <summary>Whether the folder is a model folder as well, so that it can predict.</summary>
    public bool HasModel => Files.Exists(ModelConfig.FileName);

    /// <summary>The files of its model.</summary>
    private ModelFiles Files => ModelFiles.InFolder(Path);

    /// <summary>The rows of <c>predictions.jsonl</c>, read as a stream: validation, then test.</summary>
    /// <exception cref="TrainingException">
    /// When its turn comes: a line is damaged or from another version, or rows are missing at the end.
    /// </exception>
    /// <exception cref="DataException">The file is no UTF-8.</exception>
    public IEnumerable<PredictionRecord> ReadPredictions()
    {
        string path = PathOf(RunFiles.Predictions), hint = HintOf(Settings);
        var counts = Dataset.Splits.Keys.ToDictionary(split => split, _ => 0, StringComparer.Ordinal);
        int line = 0;
        foreach (var row in new PredictionReader(path, Labels, ProblemType, hint).Read())
        {
            line++;
            if (!counts.TryGetValue(row.Source.Split, out int count))
            {
                throw new TrainingException(
                    $"{path}:{line}: 'split' is '{row.Source.Split}', but {RunFiles.DatasetInfo} has {string.Join(", ", counts.Keys)}. "
                    + $"One of these was expected. {hint}");
            }

            counts[row.Source.Split] = count + 1;
            yield return row;
        }

        foreach (var (split, count) in counts)
        {
            bool isPredicted = split is "validation" or "test";
            if ((!isPredicted && count == 0) || count == Dataset.Splits[split].Rows) continue;
            throw new TrainingException(
                $"{path}: there {(count == 1 ? "is" : "are")} {Counted.Words(count, "row")} of {split}, but {RunFiles.DatasetInfo} counts "
                + $"{Dataset.Splits[split].Rows}. "
                + $"All were expected; the file may be cut short. {hint}");
        }
    }

    /// <summary>
    /// The calibration that predictions of the run's model use; <see cref="ModelCalibration.None"/> where nobody wrote one.
    /// </summary>
    /// <exception cref="ModelException">The file is damaged, or belongs to another model.</exception>
    public ModelCalibration ReadCalibration() => Labels is { } labels ? ModelCalibration.Load(Files, labels) : ModelCalibration.None;

    /// <summary>The predicted rows of one split, with calibrated scores and labels.</summary>
    /// <param name="split"><c>validation</c> or <c>test</c>.</param>
    /// <param name="calibration">What they go by, such as <see cref="ReadCalibration"/>.</param>
    /// <exception cref="TrainingException">There are none, or the file is damaged.</exception>
    public IReadOnlyList<PredictionRecord> Predictions(string split, ModelCalibration calibration) =>
        [.. Predictions(split).Select(row => row.Calibrated(calibration, Labels, ProblemType))];

    /// <summary>The predicted rows of one split, as the file holds them: with raw scores.</summary>
    /// <param name="split"><c>validation</c> or <c>test</c>.</param>
    /// <exception cref="TrainingException">There are none, or the file is damaged.</exception>
    public IReadOnlyList<PredictionRecord> Predictions(string split)
    {
        ArgumentException.ThrowIfNullOrEmpty(split);
        var rows = new List<PredictionRecord>();
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in ReadPredictions())
        {
            if (string.Equals(row.Source.Split, split, StringComparison.Ordinal)) rows.Add(row);
            else others.Add(row.Source.Split);
        }

        if (rows.Count > 0) return rows;
        string known = others.Count == 0 ? "no split was predicted" : $"it has rows of {string.Join(" and ", others)}";
        throw new TrainingException(
            $"{PathOf(RunFiles.Predictions)}: there is no row of '{split}'; {known}. "
            + "A split that the run has predicted was expected. Train with such rows, or use those that there are.");
    }

    private string PathOf(string file) => System.IO.Path.Combine(Path, file);
}
