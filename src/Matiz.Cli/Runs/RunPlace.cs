using System.CommandLine;
using Matiz.Cli.Paths;
using Matiz.Data;
using Matiz.Formats.Disk;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>Keeps a run from the folder of what it reads: by what a path leads to, whatever its name.</summary>
internal static class RunPlace
{
    /// <summary>Checks that a run folder neither is nor holds the folder of the model it begins with.</summary>
    /// <exception cref="UsageException">It does: the run would write over its own base model.</exception>
    public static void RequireApartFromModel(string output, ModelSource model)
    {
        if (model.Folder is not { } folder || FileFacts.Read(output) is not { Kind: FileKind.Folder } place) return;
        if (Holds(place.Identity, folder))
        {
            string found = FileFacts.AreSame(output, folder) ? "is the folder of" : "holds the folder of";
            throw Refusal(output, $"{found} --model {model.Name}");
        }

        // A model folder may be made of links to files elsewhere.
        if (Directory.EnumerateFiles(folder).FirstOrDefault(file => Holds(place.Identity, file)) is { } file)
            throw Refusal(output, $"holds {Path.GetFileName(file)} of --model {model.Name}");
    }

    /// <summary>
    /// Checks that nothing that a command reads, data or a file of an option, is a file of the run that is to be replaced.
    /// </summary>
    /// <exception cref="UsageException">Something is, and would go with it.</exception>
    public static void RequireApartFromData(string output, DatasetDict data, Command command, ParseResult parse)
    {
        foreach (var (split, path) in data.Files.Select(file => (file.Split, file.Path))) RequireApart(output, path, split);
        foreach (var given in GivenPath.AllOf(command, parse).Where(given => given.Use is ReadsFile))
            RequireApart(output, given.Value, given.Name);
    }

    /// <summary>Ends what a process that was killed between two runs left; nothing where there is nothing of the kind.</summary>
    public static void CompleteReplacement(string output)
    {
        if (!RunFolder.IsHalfReplaced(output)) return;
        using var held = RunLock.Take(output);
        RunFolder.Resume(output);
    }

    private static void RequireApart(string output, string path, string reader)
    {
        if (!File.Exists(path) || !RunFolder.Owns(output, path)) return;
        throw new UsageException(
            $"{path}: this file of {reader} was written by the run in {output}, and would go with it. "
            + "A file of another folder was expected. "
            + "Copy it to another folder, or name another --output.");
    }

    private static bool Holds(FileIdentity folder, string path)
    {
        for (string? part = RealPath.Resolve(path); part is not null; part = Path.GetDirectoryName(part))
        {
            if (FileFacts.Read(part) is { } facts && facts.Identity == folder) return true;
        }

        return false;
    }

    private static UsageException Refusal(string output, string found) => new(
        $"--output {output} {found}: the run would write over the model that it begins with. A folder apart from it was expected. "
        + "Name another --output.");
}
