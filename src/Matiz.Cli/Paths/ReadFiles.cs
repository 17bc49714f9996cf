using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Disk;

namespace Matiz.Cli.Paths;

/// <summary>
/// The files that a command line reads, known by their identity, so that no other name of them is taken for another file.
/// </summary>
internal sealed class ReadFiles
{
    /// <summary>The path of standard input.</summary>
    public const string StandardInputPath = "/dev/stdin";

    private readonly Dictionary<FileIdentity, (string Path, string Reader)> _files = [];

    /// <summary>Collects them.</summary>
    /// <param name="paths">What was typed.</param>
    /// <param name="readsStandardInput">Whether <c>-</c> was typed as well.</param>
    public ReadFiles(IEnumerable<GivenPath> paths, bool readsStandardInput)
    {
        foreach (var given in paths) AddAll(given);
        if (readsStandardInput) AddStandardInput();
    }

    /// <summary>How the file that a path leads to is read; null where it is not.</summary>
    public (string Path, string Reader)? Find(string path) =>
        FileFacts.Read(path) is { } facts && _files.TryGetValue(facts.Identity, out var found) ? found : null;

    private void AddAll(GivenPath given)
    {
        switch (given.Use)
        {
            case ReadsRows when string.Equals(given.Value, DataSource.StandardInput, StringComparison.Ordinal):
                AddStandardInput();
                break;
            case ReadsRows:
                foreach (string path in Expand(given.Value)) Add(path, given.Name);
                break;
            case ReadsFile:
                Add(given.Value, given.Name);
                break;
            case ReadsDataset:
                foreach (string path in FilesBelow(given.Value)) Add(path, $"a file of {given.Name}");
                break;
            case ReadsModel or ReadsRun:
                foreach (string path in ModelFolder.FilesIn(given.Value)) Add(path, $"a file of {given.Name}");
                if (given.Use is ReadsRun) foreach (string path in DataOf(given.Value)) Add(path, $"data of {given.Name}");
                break;
        }
    }

    private void AddStandardInput()
    {
        if (!OperatingSystem.IsWindows() && FileFacts.Read(StandardInputPath) is { Kind: FileKind.File })
            Add(StandardInputPath, "standard input");
    }

    // Terminals and /dev/null are read and written at once without harm.
    private void Add(string path, string reader)
    {
        if (path.Length > 0 && FileFacts.Read(path) is { Kind: not (FileKind.Folder or FileKind.CharacterDevice) } facts)
            _files.TryAdd(facts.Identity, (path, reader));
    }

    private static IEnumerable<string> FilesBelow(string folder)
    {
        const int Most = 100_000;                               // more are refused as a dataset
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Take(Most)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];                                          // the command itself says what is wrong
        }
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        try
        {
            return [.. DataSource.Expand([pattern], RowFormats.Text).Select(source => source.Name)];
        }
        catch (Exception exception) when (exception is DataException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return [];                                          // the command itself says what is wrong
        }
    }

    // What is damaged is told by those who need it.
    private static IEnumerable<string> DataOf(string run)
    {
        try
        {
            var info = JsonNode.Parse(File.ReadAllBytes(Path.Combine(run, "dataset_info.json")));
            return info?["files"] is JsonArray files ? [.. files.Select(file => file?["path"]?.ToString()).OfType<string>()] : [];
        }
        catch (Exception exception) when (
            exception is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return [];
        }
    }
}
