namespace Matiz.Hub;

/// <summary>
/// A path or an id of the Hub. A path that exists wins; what begins with <c>.</c>, <c>/</c>, <c>~</c> or a drive, or has a backslash or two
/// slashes, is only a path; everything else is an id.
/// </summary>
public sealed record HubName
{
    private HubName(string text, bool isPath) => (Text, IsPath) = (text, isPath);

    /// <summary>What was given.</summary>
    public string Text { get; }

    /// <summary>Whether it is a path, which need not exist; otherwise it is an id.</summary>
    public bool IsPath { get; }

    /// <summary>Decides; looks on the disk whether there is such a path.</summary>
    public static HubName Parse(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        return new HubName(nameOrPath, IsOnlyPath(nameOrPath) || System.IO.Path.Exists(nameOrPath));
    }

    /// <summary>The repository of an id.</summary>
    /// <param name="kind">What it holds.</param>
    /// <exception cref="InvalidOperationException">It is a path.</exception>
    /// <exception cref="HubException">It is neither a path that exists nor an id.</exception>
    public HubRepository Repository(HubRepositoryKind kind)
    {
        if (IsPath) throw new InvalidOperationException($"'{Text}' is a path.");
        if (HubRepository.FaultOf(Text) is not { } fault) return new HubRepository(kind, Text);
        throw new HubException(
            HubFault.InvalidId,
            $"'{Text}' is neither a path, where nothing is, nor an id of the Hub: {fault}. "
                + "A path that exists, or an id such as 'distilbert-base-uncased' or 'user/emotion', was expected. Correct it.");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsOnlyPath(string text) =>
        text[0] is '.' or '/' or '~' || text.Contains('\\', StringComparison.Ordinal)
        || (text.Length > 1 && text[1] == ':' && char.IsAsciiLetter(text[0])) || text.Count(character => character == '/') > 1;
}
