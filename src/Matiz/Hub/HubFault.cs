namespace Matiz.Hub;

/// <summary>Why the Hub did not give what it was asked for.</summary>
public enum HubFault
{
    /// <summary>The id of a repository breaks the rules of ids.</summary>
    InvalidId,

    /// <summary>A setting or an environment variable has a value that cannot be used.</summary>
    InvalidSetting,

    /// <summary>There is no such repository, or it is private and may not be seen.</summary>
    RepositoryNotFound,

    /// <summary>The terms of the repository have not been accepted.</summary>
    Gated,

    /// <summary>The repository has no such branch, tag or commit.</summary>
    RevisionNotFound,

    /// <summary>The revision has no such file or folder.</summary>
    EntryNotFound,

    /// <summary>The Hub has disabled the repository.</summary>
    Disabled,

    /// <summary>There is no token, or the Hub does not know it.</summary>
    Unauthorized,

    /// <summary>The token lacks the right.</summary>
    Forbidden,

    /// <summary>It exists already, or was changed in between.</summary>
    Conflict,

    /// <summary>The Hub refuses the request as it was made.</summary>
    BadRequest,

    /// <summary>Too many requests in too short a time.</summary>
    RateLimited,

    /// <summary>Nothing may be asked for (<see cref="HubOptions.IsOffline"/>), and what is wanted is not in the cache.</summary>
    Offline,

    /// <summary>The Hub cannot be reached: name, connection, proxy, broken answer.</summary>
    Network,

    /// <summary>The Hub cannot be trusted: its certificate is not valid here.</summary>
    Certificate,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The Hub is at fault (5xx).</summary>
    Server,

    /// <summary>The answer is none that the Hub gives: a web page, broken JSON, a header that is missing, a redirect elsewhere.</summary>
    UnexpectedAnswer,

    /// <summary>The bytes that came are not those that were announced: another size, another hash.</summary>
    WrongContent,

    /// <summary>The cache does not hold what is asked for, or holds something damaged.</summary>
    Cache,

    /// <summary>The disk of the cache has less room than a download needs.</summary>
    DiskFull,

    /// <summary>A file is not the one that was pinned, or the Hub has not what was.</summary>
    Pin,
}
