using System.Buffers;
using System.Text;

namespace Matiz.Hub.Cache;

/// <summary>
/// What may become a file's name in the cache. Names come from a server, from files that others wrote, and from callers; none may lead out
/// of the cache, on any system.
/// </summary>
internal static class CacheNames
{
    private const int CommitLength = 40, LongestETag = 200, LongestPart = 255, LongestPath = 4096;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    private static readonly SearchValues<char> ETagCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+");

    private static readonly SearchValues<char> NotOnWindows = SearchValues.Create("<>:\"|?*");

    /// <summary>Whether it is a whole commit, which always means the same files.</summary>
    public static bool IsCommit(string revision) => revision.Length == CommitLength && IsHex(revision);

    /// <summary>Whether an ETag is the SHA-256 of the content.</summary>
    public static bool IsSha256(string etag) => etag.Length == 64 && IsHex(etag);

    /// <summary>Whether an ETag is the git blob id of the content.</summary>
    public static bool IsGitBlob(string etag) => etag.Length == CommitLength && IsHex(etag);

    /// <summary>Whether an ETag can be the name of a blob.</summary>
    public static bool IsETag(string etag) =>
        etag.Length is > 0 and <= LongestETag && etag[0] != '.' && !etag.AsSpan().ContainsAnyExcept(ETagCharacters)
        && !etag.EndsWith(RepositoryFolder.IncompleteEnd, StringComparison.Ordinal);

    /// <summary>The rule that the name of a file or a revision breaks, as the second beat of a message; null where it breaks
    /// none.</summary>
    public static string? FaultOf(string name)
    {
        if (name.Length is 0 or > LongestPath) return name.Length == 0 ? "it is empty" : "it is far too long";
        if (name.AsSpan().Contains('\\')) return @"it has a '\', which parts folders on Windows";
        if (name.Any(char.IsControl)) return "it has a control character";
        if (name[0] == '/') return "it begins at the root";
        if (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0])) return "it begins with a drive";
        foreach (string part in name.Split('/'))
        {
            if (FaultOfPart(part) is { } fault) return fault;
        }

        return null;
    }

    /// <summary>The name of a file in a repository.</summary>
    /// <exception cref="HubException">It could lead out of the cache, or cannot be a file here.</exception>
    public static string File(HubRepository repository, string path) => FaultOf(path) is not { } fault
        ? path
        : throw new HubException(
            HubFault.EntryNotFound,
            $"{repository}: '{Shown(path)}' can be no file of the cache: {fault}. The name of a file, such as 'config.json', was expected. "
                + "Correct it; where the repository has such a file, do not trust it.");

    /// <summary>A branch, a tag, a commit or another reference.</summary>
    /// <exception cref="HubException">It cannot be one.</exception>
    public static string Revision(HubRepository repository, string revision) => FaultOf(revision) is not { } fault
        ? revision
        : throw new HubException(
            HubFault.RevisionNotFound,
            $"{repository}: '{Shown(revision)}' can be no revision: {fault}. A branch, a tag, a commit or refs/pr/N was expected. "
                + "Correct it.");

    /// <summary>A commit that a server gave.</summary>
    /// <exception cref="HubException">It is none.</exception>
    public static string Commit(HubRepository repository, string commit) => IsCommit(commit)
        ? commit
        : throw new HubException(
            HubFault.UnexpectedAnswer,
            $"{repository}: the server gives '{Shown(commit)}' for the commit. 40 hex digits were expected. See whether HF_ENDPOINT is a "
                + "Hub.");

    /// <summary>An ETag that a server gave.</summary>
    /// <exception cref="HubException">It can be no file's name.</exception>
    public static string ETag(HubRepository repository, string path, string etag) => IsETag(etag)
        ? etag
        : throw new HubException(
            HubFault.UnexpectedAnswer,
            $"{repository}: the server gives the ETag '{Shown(etag)}' for '{path}'. A hash, or another word of letters and digits, was "
                + "expected. See whether HF_ENDPOINT is a Hub.");

    private static bool IsHex(string text) => !text.AsSpan().ContainsAnyExcept(Hex);

    private static string? FaultOfPart(string part) => part switch
    {
        "" => "two slashes follow each other, or one ends it",
        "." or ".." => $"a part of it is '{part}'",
        _ when Encoding.UTF8.GetByteCount(part) > LongestPart => $"a part of it has more than {LongestPart} bytes",
        _ when OperatingSystem.IsWindows() && (part.AsSpan().ContainsAny(NotOnWindows) || part[^1] is '.' or ' ') =>
            "Windows takes no such name",
        _ => null,
    };

    private static string Shown(string text)
    {
        const int Most = 120;
        string clean = new([.. text.Take(Most).Select(character => char.IsControl(character) ? '\uFFFD' : character)]);
        return text.Length > Most ? clean + "…" : clean;
    }
}
