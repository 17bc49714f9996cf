using System.Text;

namespace Matiz.Hub;

/// <summary>
/// Where the Hub is, who asks, and where its files are kept. <see cref="FromEnvironment()"/> has the settings of the
/// <c>HF_*</c> variables, which Python's client reads too; <c>new HubOptions()</c> has the defaults and reads no variable of the Hub.
/// </summary>
public sealed record HubOptions
{
    /// <summary>
    /// The Hub's address (<c>HF_ENDPOINT</c>), which may have a path; a slash at its end is dropped. Default https://huggingface.co.
    /// </summary>
    /// <exception cref="HubException">It is no absolute http or https address, or it has a user, a query or a fragment.</exception>
    public Uri Endpoint
    {
        get;
        init => field = HubEnvironment.CheckedEndpoint("HubOptions.Endpoint", value?.OriginalString ?? "");
    } = new("https://huggingface.co");

    /// <summary>
    /// The access token; it wins over every other one. Empty: none is sent, whatever the machine has. Default null: the token of
    /// <c>HF_TOKEN</c>, else that of <see cref="TokenFile"/>, if <see cref="UseImplicitToken"/>.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>
    /// Whether a token that the caller did not name is sent when something is read (<c>HF_HUB_DISABLE_IMPLICIT_TOKEN</c>). Default true.
    /// </summary>
    public bool UseImplicitToken { get; init; } = true;

    /// <summary>The token of the environment (<c>HF_TOKEN</c>); null where there is none.</summary>
    internal string? EnvironmentToken { get; init; }

    /// <summary>Whether the environment has a token (<c>HF_TOKEN</c>), which wins over that of <see cref="TokenFile"/>.</summary>
    public bool HasTokenOfEnvironment => EnvironmentToken is not null;

    /// <summary>The folder of what is kept for the user: token, cache (<c>HF_HOME</c>). Default <c>~/.cache/huggingface</c>.</summary>
    public string HomeFolder { get; init; } = HubEnvironment.DefaultHomeFolder(Environment.GetEnvironmentVariable);

    /// <summary>The file of the token (<c>HF_TOKEN_PATH</c>). Default <c>token</c> in <see cref="HomeFolder"/>.</summary>
    public string TokenFile { get => field ?? Path.Combine(HomeFolder, "token"); init; }

    /// <summary>The cache of repositories (<c>HF_HUB_CACHE</c>). Default <c>hub</c> in <see cref="HomeFolder"/>.</summary>
    public string CacheFolder { get => field ?? Path.Combine(HomeFolder, "hub"); init; }

    /// <summary>
    /// The file of pinned revisions (see <see cref="HubPins"/>). Default null: <c>matiz-pins.json</c> in the current folder, where there is
    /// one; empty: none.
    /// </summary>
    public string? PinsFile { get; init; }

    /// <summary>No request at all; only what is cached (<c>HF_HUB_OFFLINE</c>, else <c>TRANSFORMERS_OFFLINE</c>). Default false.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The same for datasets alone (<c>HF_DATASETS_OFFLINE</c>). Default null: as <see cref="IsOffline"/>.</summary>
    public bool? IsOfflineForDatasets { get; init; }

    /// <summary>
    /// Whether the cache links snapshots to blobs where the system lets it (<c>HF_HUB_DISABLE_SYMLINKS</c>); otherwise files lie in the
    /// snapshots. Default true.
    /// </summary>
    public bool UseLinks { get; init; } = true;

    /// <summary>Whether to show progress (<c>HF_HUB_DISABLE_PROGRESS_BARS</c>). Default null: the program decides.</summary>
    public bool? ShowProgress { get; init; }

    /// <summary>How long one answer about a file may take (<c>HF_HUB_ETAG_TIMEOUT</c>). Default 10 s.</summary>
    public TimeSpan ETagTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long any other answer may take to begin, and how long a download may stand still (<c>HF_HUB_DOWNLOAD_TIMEOUT</c>). Default 10 s.
    /// </summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request that fails for a moment is made again. Default 5; 0: never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Retries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Retries));
            field = value;
        }
    } = 5;

    /// <summary>
    /// The longest that a request may wait between its tries, all waits together. Default 6 minutes (the Hub counts requests by five);
    /// where the server asks for more, the error says how long.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>
    /// What runs this, for the Hub's keepers: <c>; origin/X</c> of the user agent (<c>HF_HUB_USER_AGENT_ORIGIN</c>). Default null.
    /// </summary>
    public string? UserAgentOrigin { get; init; }

    /// <summary>
    /// Is told what the Hub warns of (<c>X-HF-Warning</c>), once of each, and of a wait that it asks for. Default null: nobody.
    /// </summary>
    public Action<string>? Warning { get; init; }

    /// <summary>
    /// Whether the Hub is told as little as possible of this machine (<c>HF_HUB_DISABLE_TELEMETRY</c>, <c>DISABLE_TELEMETRY</c>,
    /// <c>DO_NOT_TRACK</c>): the user agent leaves out .NET's version. Nothing else is ever sent. Default false.
    /// </summary>
    public bool IsTelemetryUnwanted { get; init; }

    /// <summary>
    /// Sends the requests; null: the platform's, through the proxies of the environment. It must not follow redirects, which is decided
    /// here, so that the token goes nowhere else.
    /// </summary>
    internal HttpMessageHandler? Handler { get; init; }

    /// <summary>The clock that waits between tries.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The settings of the environment variables.</summary>
    /// <exception cref="HubException">One of them has a value that cannot be used; the message names it.</exception>
    public static HubOptions FromEnvironment() => HubEnvironment.Read(Environment.GetEnvironmentVariable);

    /// <summary>Whether nothing may be asked for about a repository.</summary>
    public bool IsOfflineFor(HubRepositoryKind kind) => kind == HubRepositoryKind.Dataset ? IsOfflineForDatasets ?? IsOffline : IsOffline;

    // The members of a record are printed, and a token never is.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Endpoint = ").Append(Endpoint.GetLeftPart(UriPartial.Path)).Append(", CacheFolder = ").Append(CacheFolder)
            .Append(", IsOffline = ").Append(IsOffline);
        return true;
    }
}
