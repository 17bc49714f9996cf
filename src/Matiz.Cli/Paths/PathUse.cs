namespace Matiz.Cli.Paths;

/// <summary>
/// What a command does with the files that an option or an argument names. Every option that takes a path says it (see
/// <see cref="IPathSymbol"/>), so that <see cref="PathGuard"/> knows of every command what it reads and what it writes.
/// </summary>
internal abstract record PathUse;

/// <summary>Reads files of rows: paths, patterns, or <c>-</c>.</summary>
internal sealed record ReadsRows : PathUse;

/// <summary>Reads the folder of a dataset. A word that is no path is an id of the Hub.</summary>
internal sealed record ReadsDataset : PathUse;

/// <summary>Reads one file. A word that is no file (<c>balanced</c>, names of labels) names none.</summary>
internal sealed record ReadsFile : PathUse;

/// <summary>Reads a model folder, perhaps the folder of a run.</summary>
internal sealed record ReadsModel : PathUse;

/// <summary>Reads the folder of a run, and perhaps the data that it was trained on.</summary>
internal sealed record ReadsRun : PathUse;

/// <summary>Writes the folder of a run, which says itself what may lie there.</summary>
internal record WritesRun : PathUse;

/// <summary>Writes files into a folder, beside what is there.</summary>
internal sealed record WritesInto : WritesRun;

/// <summary>Writes a file.</summary>
/// <param name="Extensions">What can be written; a name without an extension, a pipe or a device takes the first.</param>
internal sealed record WritesFile(IReadOnlyList<string> Extensions) : PathUse
{
    /// <summary>Whether a name needs one of the extensions.</summary>
    public bool NeedsExtension { get; init; }

    /// <summary>A name to propose, such as <c>answers.jsonl</c>.</summary>
    public string Example { get; init; } = "";

    /// <summary>Whether it is a page of ours, which replaces nothing but a page of ours.</summary>
    public bool IsPage { get; init; }

    /// <summary>Whether an existing file is never replaced.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether <c>-</c> means standard output.</summary>
    public bool MayBeStandardOutput { get; init; }

    /// <summary>Further files that are written for a name.</summary>
    public Func<string, IEnumerable<string>> Besides { get; init; } = _ => [];

    /// <summary>The known extension that a name ends with; null where it has none of them.</summary>
    public string? ExtensionOf(string path) =>
        Extensions.FirstOrDefault(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
