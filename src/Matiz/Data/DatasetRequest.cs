using Matiz.Hub;

namespace Matiz.Data;

/// <summary>Which dataset is wanted: a repository of the Hub by its id, or a folder, which are laid out alike.</summary>
/// <param name="Name">
/// The id (<c>dair-ai/emotion</c>), or the path of a folder; a path that exists wins, as <see cref="HubName"/> decides.
/// </param>
public sealed record DatasetRequest(string Name)
{
    /// <summary>The configuration (reference: <c>name</c>). Default null: the only one, or the one that the card says.</summary>
    public string? Configuration { get; init; }

    /// <summary>The branch, tag or commit. Default null: <c>main</c>; a folder has none.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether it is asked for on the Hub; else it is a folder, or only a path.</summary>
    internal bool IsOnHub => Commit is not null || !HubName.Parse(Name).IsPath;

    /// <summary>The commit of <see cref="Revision"/> that an earlier run read; null: the newest.</summary>
    internal string? Commit { get; init; }

    /// <summary>
    /// Which of its splits are taken for <c>train</c>, <c>validation</c> and <c>test</c> where a job needs these:
    /// <c>["validation"] = "validation_matched"</c>. Default: those that are called so, or by another usual word, which is said.
    /// </summary>
    /// <exception cref="ArgumentException">A key is none of the three.</exception>
    public IReadOnlyDictionary<string, string> Splits
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Splits));
            if (value.Keys.FirstOrDefault(key => !SplitRoles.All.Contains(key, StringComparer.Ordinal)) is { } other)
            {
                throw new ArgumentException(
                    $"'{other}' is no split that a job needs. One of {string.Join(", ", SplitRoles.All)} was expected. "
                    + "Correct DatasetRequest.Splits.",
                    nameof(value));
            }

            field = value;
        }
    } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How the Hub is asked. Default null: as the environment says (<see cref="HubOptions.FromEnvironment()"/>).</summary>
    public HubOptions? Hub { get; init; }

    /// <summary>The splits of <c>validation=validation_matched</c>, each a word.</summary>
    /// <exception cref="DataException">A word is none of these, or a split is told twice.</exception>
    public static IReadOnlyDictionary<string, string> ParseSplits(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string word in words)
        {
            if (word.Split('=', 2) is [var role, { Length: > 0 } split] && SplitRoles.All.Contains(role, StringComparer.Ordinal)
                && splits.TryAdd(role, split)) continue;
            throw new DataException(
                $"'{word}' says no split. One such as validation=NAME was expected, with {string.Join(", ", SplitRoles.All)} in "
                + "front, each "
                + "once. Correct DatasetRequest.Splits.");
        }

        return splits;
    }

    /// <summary>The very rows that an earlier run read: of the Hub those of the commit that it recorded.</summary>
    internal static DatasetRequest ForOrigin(DatasetOrigin origin) => new(origin.Name)
    {
        Configuration = origin.Configuration,
        Revision = origin.Revision,
        Commit = origin.Commit,
    };
}
