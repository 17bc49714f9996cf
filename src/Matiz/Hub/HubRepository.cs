using System.Buffers;

namespace Matiz.Hub;

/// <summary>A repository of the Hub: its kind and its id, <c>name</c> or <c>namespace/name</c>.</summary>
public sealed record HubRepository
{
    private const int LongestName = 96;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./");

    /// <summary>Makes the name of a repository, which need not exist.</summary>
    /// <param name="kind">What it holds.</param>
    /// <param name="id">
    /// <c>name</c> or <c>namespace/name</c>: ASCII letters, digits, <c>-</c>, <c>_</c>, <c>.</c>; each part 1 to 96 characters, neither
    /// beginning nor ending with <c>-</c> or <c>.</c>; no <c>--</c>, no <c>..</c>; not ending in <c>.git</c>.
    /// </param>
    /// <exception cref="HubException">The id breaks one of these rules, which the message names.</exception>
    public HubRepository(HubRepositoryKind kind, string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!Enum.IsDefined(kind)) throw new ArgumentOutOfRangeException(nameof(kind), kind, "A model, a dataset or a space was expected.");
        if (FaultOf(id) is { } fault) throw HubException.OfId(id, fault);
        (Kind, Id) = (kind, id);
    }

    /// <summary>What it holds.</summary>
    public HubRepositoryKind Kind { get; }

    /// <summary><c>name</c> or <c>namespace/name</c>.</summary>
    public string Id { get; }

    /// <summary>The folder of a cache: <c>models--org--name</c>, <c>datasets--name</c>.</summary>
    public string CacheFolderName => string.Join("--", [Plural, .. Id.Split('/')]);

    /// <summary>Behind <c>{Endpoint}/api/</c>: <c>models/org/name</c>.</summary>
    public string ApiPath => $"{Plural}/{Id}";

    /// <summary>Behind <c>{Endpoint}/</c>, of pages and files: <c>org/name</c>, <c>datasets/org/name</c>.</summary>
    public string UrlPath => Kind == HubRepositoryKind.Model ? Id : ApiPath;

    private string Plural => Kind switch
    {
        HubRepositoryKind.Model => "models",
        HubRepositoryKind.Dataset => "datasets",
        _ => "spaces",
    };

    /// <summary>A model.</summary>
    /// <exception cref="HubException">The id breaks a rule.</exception>
    public static HubRepository Model(string id) => new(HubRepositoryKind.Model, id);

    /// <summary>A dataset.</summary>
    /// <exception cref="HubException">The id breaks a rule.</exception>
    public static HubRepository Dataset(string id) => new(HubRepositoryKind.Dataset, id);

    /// <summary>A space.</summary>
    /// <exception cref="HubException">The id breaks a rule.</exception>
    public static HubRepository Space(string id) => new(HubRepositoryKind.Space, id);

    /// <summary>As messages name it: <c>org/name</c>, <c>datasets/org/name</c>.</summary>
    public override string ToString() => UrlPath;

    /// <summary>The rule that an id breaks, as the second beat of a message; null where it breaks none.</summary>
    internal static string? FaultOf(string id)
    {
        if (id.Length == 0) return "it is empty";
        int stray = id.AsSpan().IndexOfAnyExcept(IdCharacters);
        if (stray >= 0) return $"it has '{Shown(id[stray])}', and only ASCII letters, digits, '-', '_' and '.' may stand in it";
        int slash = id.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && id.AsSpan(slash + 1).Contains('/')) return "it has more than one '/'";
        if (slash >= 0 && FaultOfPart(id[..slash], "namespace") is { } fault) return fault;
        if (FaultOfPart(id[(slash + 1)..], "name") is { } other) return other;
        if (id.Contains("--", StringComparison.Ordinal)) return "it has '--'";
        if (id.Contains("..", StringComparison.Ordinal)) return "it has '..'";
        return id.EndsWith(".git", StringComparison.Ordinal) ? "it ends in '.git'" : null;
    }

    private static string? FaultOfPart(string part, string what) => part switch
    {
        "" => $"its {what} is empty",
        { Length: > LongestName } => $"its {what} has {part.Length} characters, and {LongestName} are the most",
        _ when part[0] is '-' or '.' => $"its {what} begins with '{part[0]}'",
        _ when part[^1] is '-' or '.' => $"its {what} ends with '{part[^1]}'",
        _ => null,
    };

    private static string Shown(char character) =>
        char.IsControl(character) || char.IsSurrogate(character) ? $"U+{(int)character:X4}" : character.ToString();
}
