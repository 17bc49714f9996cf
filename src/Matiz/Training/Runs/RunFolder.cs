using Matiz.Data;
using Matiz.Formats;
using Matiz.Models;

namespace Matiz.Training;

/// <summary>
/// The output folder of a run: a model folder plus <c>checkpoint-N/</c>, settings, history, results and predictions. A folder that
/// holds <c>training_args.json</c> is a recognised run folder.
/// </summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder as it was named.</summary>
    public string Path { get; }

    /// <summary>The recorded settings; null before <see cref="WriteSettings"/>.</summary>
    public RunSettings? Settings => IsRunFolder(Path) ? RunSettings.Load(Path) : null;

    /// <summary>True once <see cref="WriteAllResults"/> was called: nothing of the run is left to do.</summary>
    public bool IsFinished => File.Exists(PathOf(RunFiles.AllResults));

    /// <summary>The steps that have a whole checkpoint, ascending.</summary>
    public IReadOnlyList<int> Checkpoints => CheckpointFolders.StepsIn(Path);

    /// <summary>True for a folder that a training wrote.</summary>
    public static bool IsRunFolder(string path) => File.Exists(System.IO.Path.Combine(path, RunSettings.FileName));

    /// <summary>A folder for a new run, made if absent.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="overwrite">Remove the files of an earlier run, and only these. Default false.</param>
    /// <exception cref="TrainingException">The folder is not empty and may not be overwritten, or is no run folder.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static RunFolder Create(string path, bool overwrite = false)
    {
        RequireFree(path, overwrite);
        if (IsRunFolder(path)) RunFiles.DeleteAll(path);
        AtomicFolder.Make(path);
        return new RunFolder(path);
    }

    /// <summary>Checks what <see cref="Create"/> checks, and changes nothing.</summary>
    /// <exception cref="TrainingException">The folder is not empty and may not be overwritten, or is no run folder.</exception>
    public static void RequireFree(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path)) throw new TrainingException($"'{path}' is a file; a folder for the run was expected. Choose another name.");
        if (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any()) return;
        if (!IsRunFolder(path))
        {
            throw new TrainingException(
                $"the folder '{path}' is not empty and holds no earlier run ({RunSettings.FileName} is missing). A new or empty folder was expected. Choose another one.");
        }

        if (!overwrite)
        {
            throw new TrainingException(
                $"the folder '{path}' holds an earlier run. A new or empty folder was expected. Choose another one, overwrite the run, or resume it.");
        }
    }

    /// <summary>The folder of an earlier run.</summary>
    /// <exception cref="TrainingException">It is no run folder.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!IsRunFolder(path))
        {
            throw new TrainingException(
                $"'{path}' is no run folder: there is no {RunSettings.FileName} in it. The output folder of an earlier training was expected. Check the path.");
        }

        CheckpointFolders.Recover(path);
        return new RunFolder(path);
    }

    /// <summary>The first of <c>PARENT/NAME-1</c>, <c>PARENT/NAME-2</c>, … that does not exist.</summary>
    public static string NextFree(string parent, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentException.ThrowIfNullOrEmpty(name);
        for (int number = 1; ; number++)
        {
            string path = System.IO.Path.Combine(parent, $"{name}-{number}");
            if (!Directory.Exists(path) && !File.Exists(path)) return path;
        }
    }

    /// <summary>Writes <c>training_args.json</c>, which makes the folder a recognised run folder.</summary>
    public void WriteSettings(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Save(Path);
    }

    /// <summary>Writes <c>dataset_info.json</c>.</summary>
    public void WriteDatasetInfo(DatasetSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        AtomicFile.WriteAllText(PathOf(RunFiles.DatasetInfo), summary.ToJson());
    }

    /// <summary>Writes <c>NAME_results.json</c>: flat keys, indented, sorted.</summary>
    /// <param name="name"><c>train</c>, <c>eval</c> or <c>test</c>.</param>
    /// <param name="results">The values by key; null: undefined.</param>
    public void WriteResults(string name, IReadOnlyDictionary<string, double?> results) =>
        ResultsFile.Save(PathOf(RunFiles.ResultsOf(name)), results);

    /// <summary>The values of <c>NAME_results.json</c>; empty where there is no such file.</summary>
    /// <exception cref="TrainingException">The file is no flat JSON object of numbers.</exception>
    public IReadOnlyDictionary<string, double?> ReadResults(string name) => ResultsFile.Load(PathOf(RunFiles.ResultsOf(name)));

    /// <summary>
    /// Writes <c>all_results.json</c>, the values of train, evaluation and test results together with <c>peak_memory_bytes</c>, which
    /// makes the run a finished one.
    /// </summary>
    /// <returns>What was written.</returns>
    public IReadOnlyDictionary<string, double?> WriteAllResults()
    {
        var all = new SortedDictionary<string, double?>(StringComparer.Ordinal) { ["peak_memory_bytes"] = Machine.PeakMemoryBytes };
        foreach (string name in RunFiles.ResultNames.Reverse())
        {
            foreach (var (key, value) in ReadResults(name)) all[key] = value;
        }

        ResultsFile.Save(PathOf(RunFiles.AllResults), all);
        return all;
    }

    /// <summary>Writes <c>predictions.jsonl</c>: one line a row, of every split that is given.</summary>
    /// <param name="model">Names the labels.</param>
    /// <param name="splits">Rows and their predictions, in the same order.</param>
    public void WritePredictions(SequenceClassificationModel model, params IEnumerable<(Dataset Rows, PredictionOutput Output)> splits)
    {
        ArgumentNullException.ThrowIfNull(model);
        AtomicFile.Write(PathOf(RunFiles.Predictions), stream =>
        {
            foreach (var (rows, output) in splits) PredictionLines.Write(stream, rows, output, model.Labels, model.ProblemType);
        });
    }

    private string PathOf(string file) => System.IO.Path.Combine(Path, file);
}
