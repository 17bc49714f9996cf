using Matiz.Data;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Models;

namespace Matiz.Training;

/// <summary>
/// The output folder of a run: a model folder plus <c>checkpoint-N/</c>, settings, history, results and predictions. A folder that
/// holds <c>training_args.json</c> is a recognised run folder.
/// </summary>
public sealed class RunFolder
{
    private RunFolder(string path, string place) => (Path, Place) = (path, place);

    /// <summary>
    /// The splits that a run measures, each with what stands before its results, in the order in which they are measured.
    /// </summary>
    public static IReadOnlyList<(string Split, string Prefix)> MeasuredSplits => Training.MeasuredSplits.All;

    /// <summary>The folder as it was named.</summary>
    public string Path { get; }

    /// <summary>
    /// Where the run's files lie: <see cref="Path"/>, but while an earlier run still stands there a folder in it, until
    /// <see cref="Commit"/>.
    /// </summary>
    public string Place { get; private set; }

    /// <summary>Whether an earlier run stands in the folder as long as this one is not committed.</summary>
    public bool IsReplacing => !string.Equals(Place, Path, StringComparison.Ordinal);

    /// <summary>The recorded settings; null before <see cref="WriteSettings"/>.</summary>
    public RunSettings? Settings => File.Exists(PathOf(RunSettings.FileName)) ? RunSettings.Load(Place) : null;

    /// <summary>True once <see cref="WriteAllResults"/> was called: the model and what was measured of it stand.</summary>
    public bool HasResults => File.Exists(PathOf(RunFiles.AllResults));

    /// <summary>
    /// True when everything that the run was asked for stands: its results and, unless its settings say <c>no_report</c>, baselines, map
    /// and report. (A run whose settings do not speak of a report was not asked for one.)
    /// </summary>
    public bool IsFinished => HasResults && (!WantsReport || File.Exists(PathOf(RunFiles.Report)));

    /// <summary>Whether the run was asked for a report, with baselines and map.</summary>
    public bool WantsReport =>
        Settings?["no_report"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out bool without) && !without;

    /// <summary>Whether the baselines stand, and with them the map.</summary>
    public bool HasBaselines => File.Exists(PathOf(RunFiles.Baselines));

    /// <summary>The steps that have a whole checkpoint, ascending.</summary>
    public IReadOnlyList<int> Checkpoints => CheckpointsIn(Place);

    /// <summary>
    /// What stands before the results of a split, without the underscore: <c>eval</c> (validation), <c>test</c>; of another split its name.
    /// </summary>
    public static string MetricPrefixOf(string split) => Training.MeasuredSplits.PrefixOf(split);

    /// <summary>The steps that have a whole checkpoint in a folder, ascending; nothing else is looked at.</summary>
    public static IReadOnlyList<int> CheckpointsIn(string path) => CheckpointFolders.StepsIn(path);

    /// <summary>True for a folder that a training wrote.</summary>
    public static bool IsRunFolder(string path) => File.Exists(System.IO.Path.Combine(path, RunSettings.FileName));

    /// <summary>The folder whose settings a model folder goes by: the run's for its <c>checkpoint-N</c>, else the folder itself.</summary>
    public static string SettingsFolderOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Inference.TrainedMaxLength.FolderOf(path);
    }

    /// <summary>
    /// True for a folder that holds a run, or one that was to replace an earlier one: there is something to be resumed, or finished.
    /// </summary>
    public static bool CanResume(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return IsRunFolder(path) || RunReplacement.IsBegun(path) || RunReplacement.IsHalfDone(path);
    }

    /// <summary>The settings of the run that <see cref="Resume"/> opens.</summary>
    /// <exception cref="TrainingException">There is none, or they are damaged.</exception>
    public static RunSettings SettingsToResume(string path) =>
        RunSettings.Load(RunReplacement.IsBegun(path) ? RunReplacement.PlaceIn(path) : path);

    /// <summary>
    /// Whether a killed process left the folder between an earlier run and the one that replaces it; <see cref="Resume"/> ends that.
    /// </summary>
    public static bool IsHalfReplaced(string path) => RunReplacement.IsHalfDone(path);

    /// <summary>Whether a file is one that the run in a folder wrote, links followed, so that it goes with it.</summary>
    public static bool Owns(string folder, string file)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(file);
        string name = System.IO.Path.GetRelativePath(RealPath.Resolve(folder), RealPath.Resolve(file)).Replace('\\', '/');
        return RunFiles.IsKnown(name) || (name.Split('/') is [var first, _, ..] && CheckpointFolders.IsCheckpoint(first));
    }

    /// <summary>
    /// A folder for a new run, made if absent. Where an earlier run may be overwritten, it stays as it is until <see cref="Commit"/>.
    /// </summary>
    /// <param name="path">The folder; the caller holds its <see cref="RunLock"/>.</param>
    /// <param name="overwrite">Replace an earlier run, and only its files. Default false.</param>
    /// <exception cref="TrainingException">The folder is not empty and may not be overwritten, or is no run folder.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static RunFolder Begin(string path, bool overwrite = false)
    {
        if (RunReplacement.IsHalfDone(path)) RunReplacement.Complete(path);
        RequireFree(path, overwrite);
        RunReplacement.Discard(path);
        string place = IsRunFolder(path) ? RunReplacement.PlaceIn(path) : path;
        AtomicFolder.Make(place);
        return new RunFolder(path, place);
    }

    /// <summary>A folder for a new run, made if absent.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="overwrite">Remove the files of an earlier run, and only these. Default false.</param>
    /// <exception cref="TrainingException">The folder is not empty and may not be overwritten, or is no run folder.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal static RunFolder Create(string path, bool overwrite = false)
    {
        RequireFree(path, overwrite);
        if (IsRunFolder(path)) RunFiles.DeleteAll(path);
        AtomicFolder.Make(path);
        return new RunFolder(path, path);
    }

    /// <summary>Checks what <see cref="Create"/> checks, and changes nothing.</summary>
    /// <exception cref="TrainingException">The folder is not empty and may not be overwritten, or is no run folder.</exception>
    public static void RequireFree(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (FileFacts.Read(path) is { Kind: not FileKind.Folder })
            throw new TrainingException($"'{path}' is a file; a folder for the run was expected. Choose another name.");
        if (!Directory.Exists(path) || IsEmpty(path)) return;
        if (!IsRunFolder(path))
        {
            throw new TrainingException(
                $"the folder '{path}' is not empty and holds no earlier run ({RunSettings.FileName} is missing). "
                    + "A new or empty folder was expected. Choose another one.");
        }

        if (!overwrite)
        {
            throw new TrainingException(
                $"the folder '{path}' holds an earlier run. A new or empty folder was expected. "
                    + "Choose another one, overwrite the run, or resume it.");
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
                $"'{path}' is no run folder: there is no {RunSettings.FileName} in it. "
                    + "The output folder of an earlier training was expected. Check the path.");
        }

        CheckpointFolders.Recover(path);
        return new RunFolder(path, path);
    }

    /// <summary>The folder of a run that is to go on: one that was to replace an earlier run goes before that.</summary>
    /// <param name="path">The folder; the caller holds its <see cref="RunLock"/>.</param>
    /// <exception cref="TrainingException">It is no run folder.</exception>
    public static RunFolder Resume(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (RunReplacement.IsHalfDone(path)) RunReplacement.Complete(path);
        if (!RunReplacement.IsBegun(path)) return Open(path);
        CheckpointFolders.Recover(RunReplacement.PlaceIn(path));
        return new RunFolder(path, RunReplacement.PlaceIn(path));
    }

    /// <summary>Puts the run in the place of the earlier one, whose files go; nothing happens where there was none.</summary>
    /// <exception cref="IOException">The files cannot be moved.</exception>
    public void Commit()
    {
        if (!IsReplacing) return;
        RunReplacement.Commit(Path);
        Place = Path;
    }

    /// <summary>Forgets a run that was to replace an earlier one and has nothing to stand for it; the earlier one is as it was.</summary>
    public void Discard()
    {
        if (IsReplacing) RunReplacement.Discard(Path);
    }

    /// <summary>The first of <c>PARENT/NAME-1</c>, <c>PARENT/NAME-2</c>, … that does not exist.</summary>
    internal static string NextFree(string parent, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentException.ThrowIfNullOrEmpty(name);
        for (int number = 1; ; number++)
        {
            string path = Numbered(parent, name, number);
            if (!Directory.Exists(path) && !File.Exists(path)) return path;
        }
    }

    internal static string Numbered(string parent, string name, int number) => System.IO.Path.Combine(parent, $"{name}-{number}");

    // A lock is no content: it is there before anything else.
    internal static bool IsEmpty(string path) =>
        !Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) is not RunLock.FileName);

    /// <summary>Writes <c>training_args.json</c>, which makes the folder a recognised run folder.</summary>
    public void WriteSettings(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Save(Place);
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

    /// <summary>The values of <c>all_results.json</c>; empty where there is no such file.</summary>
    /// <exception cref="TrainingException">The file is no flat JSON object of numbers.</exception>
    public IReadOnlyDictionary<string, double?> ReadAllResults() => ResultsFile.Load(PathOf(RunFiles.AllResults));

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

    private string PathOf(string file) => System.IO.Path.Combine(Place, file);
}
