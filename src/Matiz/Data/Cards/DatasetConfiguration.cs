namespace Matiz.Data.Cards;

/// <summary>Files of a split, as a card names them.</summary>
/// <param name="Name">The split.</param>
/// <param name="Patterns">Paths and patterns, in the repository.</param>
/// <param name="Line">Where it stands.</param>
internal sealed record DeclaredSplit(string Name, IReadOnlyList<string> Patterns, int Line)
{
    /// <summary>Whether the files hold no more than the beginning of the split.</summary>
    public bool IsPart { get; init; }
}

/// <summary>A configuration of a card (<c>configs</c>).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Where it stands.</param>
internal sealed record DatasetConfiguration(string Name, int Line)
{
    /// <summary>Whether it says that it is the one that is meant where none is named.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The splits with their files (<c>data_files</c>); null: the names of files and folders decide.</summary>
    public IReadOnlyList<DeclaredSplit>? Splits { get; init; }

    /// <summary>The folder in which files are looked for (<c>data_dir</c>); empty: the whole repository.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What divides the fields of a table of text (<c>sep</c>, <c>delimiter</c>); null: found.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The names of the classes, by column (<c>features</c>); null where it says nothing of columns.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? LabelNames { get; init; }
}
