using Matiz.Data;
using Matiz.Formats.Disk;
using Matiz.Hub;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Workflows;

// The data of a finished run, read again from the files that it recorded; their bytes must be the same.
public sealed partial class RecordedRun
{
    /// <summary>The training rows of a finished run, from the files that it recorded.</summary>
    /// <param name="run">The run.</param>
    /// <param name="builtIn">The rows that the program carries, where the run was made of these.</param>
    /// <param name="access">How a dataset of the Hub is reached; null: as the environment says.</param>
    /// <exception cref="HubException">A dataset of the Hub is not in the cache any more, and cannot be fetched again.</exception>
    /// <exception cref="TrainingException">
    /// No file was recorded, or one is not there any more, has changed, or was standard input.
    /// </exception>
    /// <exception cref="DataException">A file cannot be read.</exception>
    public static Dataset LoadTrainRows(RunRecord run, BuiltInRows? builtIn = null, DatasetAccess? access = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Settings["data_files"] is null)
        {
            throw new TrainingException(
                $"{run.Path}: its rows were given by a program, which recorded no files of them that could be read again "
                + "(FineTuningOptions.Selection). A run of FineTuning.Run was expected. "
                + "Look at RunRecord.Predictions(\"validation\"), or train with FineTuning.Run.");
        }

        if (run.Dataset.Origin is not { IsOnHub: true })
            foreach (var file in run.Dataset.Files.Where(file => file.Split is not "test")) RequireThere(run, file, builtIn);
        var selection = new DataSelection(key => run.Settings[key], builtIn).WithoutTest();
        var split = new DatasetFiles { Seed = run.Settings.ToArguments().Seed };
        var data = selection.Load(split, standardInput: null, access);
        if (data.ValidationSplit is not null && !HasRowsOf(run, data))
            data = selection.Load(split.AsBefore(), standardInput: null, access);

        foreach (var file in data.Files)
        {
            var recorded = run.Dataset.Files.FirstOrDefault(other =>
                string.Equals(other.Split, file.Split, StringComparison.Ordinal)
                && string.Equals(other.Path, file.Path, StringComparison.Ordinal));
            if (recorded is not null) RequireSame(run, recorded, file.Sha256);
        }

        // The file gives the classes in the order of their names; the run may have that of the model it began with.
        return run.Labels is { } labels ? data["train"].WithLabels(labels) : data["train"];
    }

    /// <summary>The bytes of a file of a finished run, as they lie there; of rows that the program carries, those.</summary>
    /// <param name="run">The run.</param>
    /// <param name="file">One of its files.</param>
    /// <param name="builtIn">The rows that the program carries, where the run was made of these.</param>
    /// <param name="access">How a dataset of the Hub is reached; null: as the environment says.</param>
    /// <exception cref="HubException">A dataset of the Hub is not in the cache any more, and cannot be fetched again.</exception>
    /// <exception cref="TrainingException">It is not there any more, or was standard input.</exception>
    public static byte[] ReadFile(RunRecord run, DataFile file, BuiltInRows? builtIn = null, DatasetAccess? access = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(file);
        if (run.Dataset.Origin is { IsOnHub: true } origin
            && DatasetRepository.LocalPathOf(origin, file.Path, (access ?? new DatasetAccess()).Hub()) is { } local)
        {
            byte[] found = File.ReadAllBytes(local);
            RequireSame(run, file, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(found)));
            return found;
        }

        RequireThere(run, file, builtIn);
        if (!IsBuiltIn(run, file, builtIn)) return File.ReadAllBytes(file.Path);
        using var stream = builtIn!.Open(Path.GetFileName(file.Path));
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // Which rows were split off follows from how many each class gave.
    private static bool HasRowsOf(RunRecord run, DatasetDict data) =>
        run.Dataset.Splits.GetValueOrDefault("train")?.Labels is not { } recorded
        || (data.Summary.Splits["train"].Labels is { } found
            && recorded.All(label => found.GetValueOrDefault(label.Key, -1) == label.Value));

    private static bool IsBuiltIn(RunRecord run, DataFile file, BuiltInRows? builtIn) =>
        builtIn is not null
        && string.Equals(run.Settings["dataset"]?.ToString(), builtIn.Name, StringComparison.Ordinal)
        && file.Path.StartsWith(builtIn.Name + "/", StringComparison.Ordinal);

    private static void RequireThere(RunRecord run, DataFile file, BuiltInRows? builtIn)
    {
        if (IsBuiltIn(run, file, builtIn)) return;
        bool isThere = File.Exists(file.Path);
        if (isThere && FileFacts.Read(file.Path) is not { Kind: not FileKind.File }) return;
        if (isThere)
        {
            throw new TrainingException(
                $"{file.Path}: this is a pipe or device, which cannot be read again; {run.Path} read its rows of {file.Split} from it. "
                + "Rows in a file were expected. Train from a file.");
        }

        throw string.Equals(file.Path, DataSource.StandardInput, StringComparison.Ordinal)
            ? new TrainingException(
                $"{run.Path}: its rows of {file.Split} came from standard input, which cannot be read again. "
                + "Rows in a file were expected. Train from a file.")
            : new TrainingException(
                $"{file.Path}: no such file; {run.Path} recorded it for {file.Split}. The file that the run read was expected. "
                + "Put it back, or start this command in the folder where the run was started.");
    }

    private static void RequireSame(RunRecord run, DataFile recorded, string found)
    {
        if (string.Equals(recorded.Sha256, found, StringComparison.Ordinal)) return;
        throw new TrainingException(
            $"{recorded.Path}: the file's SHA-256 is {found}, but {run.Path} was made with {recorded.Sha256}. "
            + "The same bytes were expected, as rows are known by file and line. Restore the file, or train again.");
    }
}
