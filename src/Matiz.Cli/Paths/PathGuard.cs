using System.CommandLine;
using Matiz.Data;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Reports;

namespace Matiz.Cli.Paths;

/// <summary>
/// Looks at all paths of a command line before the command begins: nothing that is read is written over, by whatever name; no two
/// outputs are one file; each can be written, in a form that there is. A new command has nothing to do for it but to say of its options
/// what they name.
/// </summary>
internal static class PathGuard
{
    /// <summary>Where the folders of runs lie that are not named.</summary>
    public const string RunsFolder = "runs";

    private const string StandardOutput = "-", StandardOutputPath = "/dev/stdout";

    /// <summary>Checks a command line.</summary>
    /// <exception cref="UsageException">An output is read as well, is named twice, or cannot be written so.</exception>
    /// <exception cref="FileWriteException">An output cannot be written.</exception>
    public static void Check(Command command, ParseResult parse)
    {
        var paths = GivenPath.AllOf(command, parse);
        foreach (var path in paths) ReadablePath.Require(path);
        var outputs = Outputs(paths);
        bool readsStandardInput = parse.Tokens.Any(token => token.Value is DataSource.StandardInput);
        if (outputs.Count > 0)
        {
            var read = new ReadFiles(paths, readsStandardInput);
            foreach (var output in outputs) RequireUnread(output, read);
        }

        if (IsFile(StandardOutputPath))
            RequireUnreadOutput(new ReadFiles(paths.Where(path => path.Use is ReadsRows or ReadsFile), readsStandardInput));

        RequireDistinct(outputs);
        string? run = paths.FirstOrDefault(path => path.Use is WritesRun)?.Value;
        foreach (var output in outputs) RequireWritable(output, run);
        if (!string.IsNullOrEmpty(run)) AtomicFolder.RequireWritable(run);
        else if (command.Options.Any(option => option is IPathSymbol { Use: WritesRun and not WritesInto }))
            AtomicFolder.RequireWritable(RunsFolder);
    }

    /// <summary>Checks that a page can be written, and over nothing but a page of ours.</summary>
    /// <exception cref="UsageException">Something else is there.</exception>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void RequirePage(string path)
    {
        AtomicFile.RequireWritable(path);
        if (!IsFile(path) || new FileInfo(path).Length == 0 || Report.IsReport(path)) return;
        throw new UsageException(
            $"{path}: this file exists and is no report of matiz. A new file, or a report to replace, was expected. "
                + "Name another one, or remove it.");
    }

    private static List<GivenPath> Outputs(IEnumerable<GivenPath> paths)
    {
        var outputs = new List<GivenPath>();
        foreach (var path in paths)
        {
            if (path.Use is not WritesFile use || path.Value.Length == 0) continue;
            if (path.Value is not StandardOutput)
            {
                outputs.AddRange(use.Besides(path.Value).Prepend(path.Value).Select(value => path with { Value = value }));
                continue;
            }

            if (use.MayBeStandardOutput || use.IsNew) continue;
            throw new UsageException(
                $"{path.Name} -: this is written to a file only. A name was expected. Name a file, for example {use.Example}.");
        }

        return outputs;
    }

    private static bool IsFile(string path) => FileFacts.Read(path) is { Kind: FileKind.File };

    private static void RequireUnread(GivenPath output, ReadFiles read)
    {
        if (((WritesFile)output.Use).IsNew) return;             // the command refuses whatever exists, and says so of its own input
        if (read.Find(output.Value) is not { } own) return;
        string same = own.Path is ReadFiles.StandardInputPath || string.Equals(own.Path, output.Value, StringComparison.Ordinal)
            ? ""
            : $" ('{own.Path}')";
        throw new UsageException(
            $"{output.Value}: {output.Name} names a file that is read: {own.Reader}{same}. "
            + "Another file was expected, so that what is read stays. "
            + "Name another one.");
    }

    // A command that reads what it writes never ends.
    private static void RequireUnreadOutput(ReadFiles read)
    {
        if (read.Find(StandardOutputPath) is not { } own) return;
        throw new UsageException(
            $"{own.Path}: standard output goes to a file that is read: {own.Reader}. "
            + "Another file was expected, so that what is read stays. "
            + "Let the output go to another one.");
    }

    private static void RequireDistinct(IReadOnlyList<GivenPath> outputs)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (!IsOne(outputs[i].Value, outputs[j].Value)) continue;
                throw new UsageException(
                    $"{outputs[i].Value}: {outputs[j].Name} and {outputs[i].Name} name one and the same file. "
                        + "Two files were expected. Rename one.");
            }
        }
    }

    private static bool IsOne(string a, string b) => FileFacts.Read(a) is { } facts
        ? facts.Kind == FileKind.File && FileFacts.AreSame(a, b)
        : string.Equals(RealPath.Resolve(a), RealPath.Resolve(b), StringComparison.Ordinal);

    private static void RequireWritable(GivenPath output, string? run)
    {
        var use = (WritesFile)output.Use;
        if (use.IsNew) return;
        var facts = FileFacts.Read(output.Value);
        bool needsExtension = use is { NeedsExtension: true, Extensions.Count: > 1 };        // it alone says which form is meant
        if (needsExtension || !AtomicFile.IsDirect(output.Value)) RequireExtension(output, use);
        if (facts is { Kind: FileKind.Folder })
        {
            throw new UsageException(
                $"{output.Value}: this is a folder. A file to write was expected. "
                    + $"Name a file, for example {Path.Join(output.Value, use.Example)}.");
        }

        // The folder of the run is made first; a file in it must not be one of the run's own.
        if (run is not null && IsIn(run, output.Value))
        {
            if (ModelFolder.IsOwn(output.Value) && !IsFree(output.Value))
                throw new UsageException(
                    $"{output.Value}: {output.Name} names a file of the run itself. A name of its own was expected. Name another file.");
            if (!Directory.Exists(run)) return;
        }

        if (use.IsPage) RequirePage(output.Value);
        else AtomicFile.RequireWritable(output.Value);
    }

    private static void RequireExtension(GivenPath output, WritesFile use)
    {
        string extension = Path.GetExtension(output.Value);
        if (use.ExtensionOf(output.Value) is not null || (extension.Length == 0 && !use.NeedsExtension)) return;
        string expected = use.Extensions.Count == 1 ? $"{use.Extensions[0]} was" : $"One of {string.Join(", ", use.Extensions)} was";
        throw new UsageException($"{output.Name} {output.Value}: the extension is '{extension}'. {expected} expected. Name the file so.");
    }

    private static bool IsIn(string folder, string path) =>
        RealPath.Resolve(path).StartsWith(RealPath.Resolve(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Features may be exported as any .safetensors file that the run does not write.
    private static bool IsFree(string path) =>
        path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
        && Path.GetFileName(path) is not ("model.safetensors" or "umap.safetensors" or "optimizer.safetensors");
}
