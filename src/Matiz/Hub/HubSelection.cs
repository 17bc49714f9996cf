using System.Collections.Immutable;
using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <summary>Which files of a repository are wanted: all of them, or those that a model or a tokenizer is read from.</summary>
/// <example><code>var tables = HubSelection.Everything with { Include = ["*.parquet", "README.md"] };</code></example>
public sealed record HubSelection
{
    private enum Kind
    {
        Everything,
        Model,
        Tokenizer,
    }

    private readonly Kind _kind;

    private HubSelection(Kind kind) => _kind = kind;

    /// <summary>All files.</summary>
    public static HubSelection Everything { get; } = new(Kind.Everything);

    /// <summary>
    /// What a model is read from: settings, tokenizer, modules of sentence-transformers, card, licences, and the weights of one framework,
    /// the first of <c>WeightFormat.All</c> that is there, in one file or in parts.
    /// </summary>
    public static HubSelection Model { get; } = new(Kind.Model);

    /// <summary>What a tokenizer is read from, without weights.</summary>
    public static HubSelection Tokenizer { get; } = new(Kind.Tokenizer);

    /// <summary>
    /// Only files that fit one of these patterns (reference: allow_patterns). Case counts, <c>*</c> crosses <c>/</c>, a pattern that ends
    /// in <c>/</c> means everything below. Default empty: all.
    /// </summary>
    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>No files that fit one of these patterns (reference: ignore_patterns). Default empty.</summary>
    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>Whether a pattern may fit nothing without a word: files that a repository may have.</summary>
    internal bool IsTentative { get; init; }

    /// <summary>Whose weights, by the name of the format; null: the first that are there. Counts for <see cref="Model"/>.</summary>
    internal string? WeightFormat { get; init; }

    /// <summary>The files of a commit that are wanted, as far as that can be said from what is here.</summary>
    internal IReadOnlyList<HubFile> Choose(HubRepository repository, IReadOnlyList<HubFile> files, Func<string, byte[]?> read)
    {
        var allowed = files.Where(file => Allows(file.Path)).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        if (_kind == Kind.Everything) return allowed;
        var names = _kind == Kind.Model
            ? new ModelChoice(repository, allowed, read, WeightFormat).Names()
            : [.. ModelFileNames.Tokenizer, "config.json"];
        var wanted = new HashSet<string>(names, StringComparer.Ordinal);
        return [.. allowed.Where(file => wanted.Contains(file.Path))];
    }

    private bool Allows(string path) =>
        (Include.IsDefaultOrEmpty || Include.Any(pattern => HubGlob.Matches(pattern, path)))
        && (Exclude.IsDefaultOrEmpty || !Exclude.Any(pattern => HubGlob.Matches(pattern, path)));
}
