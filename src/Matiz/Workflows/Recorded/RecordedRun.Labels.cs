using System.Security.Cryptography;
using Matiz.Data;
using Matiz.Formats.Disk;
using Matiz.Training;

namespace Matiz.Workflows;

// How a run read the labels of its own files: measured on them again, it reads them so again.
public sealed partial class RecordedRun
{
    /// <summary>The reading that a run had of files; null where one of them is none of its own, or numbers are no question.</summary>
    /// <param name="run">The folder of a model, perhaps of a run.</param>
    /// <param name="labels">The model's classes.</param>
    /// <param name="files">Paths and patterns.</param>
    public static LabelReading? LabelReadingOf(string run, ClassLabel labels, IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(labels);
        bool hasNumbers = labels.Names.Any(name => name.All(c => char.IsAsciiDigit(c) || c == '-'));
        if (!hasNumbers || !RunFolder.IsRunFolder(run)) return null;
        string info = Path.Combine(run, RunFiles.DatasetInfo);
        if (!File.Exists(info)) return null;
        var own = DatasetSummary.Parse(File.ReadAllText(info), info).Files.Select(file => file.Sha256).ToHashSet(StringComparer.Ordinal);
        foreach (var source in DataSource.Expand(files, RowFormats.Text))
        {
            if (FileFacts.Read(source.Name) is not { Kind: FileKind.File }) return null;
            using var stream = File.OpenRead(source.Name);
            if (!own.Contains(Convert.ToHexStringLower(SHA256.HashData(stream)))) return null;
        }

        return RunSettings.Load(run)["label_reading"]?.ToString() is { } word ? LabelReadings.Parse(word) : LabelReading.Names;
    }
}
