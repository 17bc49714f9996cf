using Matiz.Inference.Queues;
using Matiz.Server.Requests;

namespace Matiz.Server;

/// <summary>Limits and switches of a server, or of its part inside another application. The defaults are safe and work.</summary>
/// <example>
/// <code>builder.Services.AddMatiz("emotion", configure: options => options with { MostBatch = 8, ApiKeys = [key] });</code>
/// </example>
public sealed record MatizServerOptions
{
    /// <summary>
    /// The most bytes of a request's body; a larger one is refused unread. Default 2,000,000, as text-embeddings-inference.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MostBodyBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MostBodyBytes));
            field = value;
        }
    } = 2_000_000;

    /// <summary>The most texts, or pairs of texts, of one request. Default 32, as text-embeddings-inference.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MostBatch
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MostBatch));
            field = value;
        }
    } = 32;

    /// <summary>
    /// The most tokens that all texts of one request have together, after those that are too long were cut. Default 65,536.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MostTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MostTokens));
            field = value;
        }
    } = 65_536;

    /// <summary>How long a request may take, from its headers to its answer. Default a minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan RequestTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(RequestTimeout));
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>The bounds of each model's queue; the name is the model's.</summary>
    public TokenQueueOptions Queue { get; init; } = new();

    /// <summary>
    /// The keys of which a request must bring one (<c>Authorization: Bearer KEY</c>); health and documents are open. Default empty: no
    /// key is asked for.
    /// </summary>
    /// <exception cref="ArgumentException">A key is empty.</exception>
    public IReadOnlyList<string> ApiKeys
    {
        get;
        init
        {
            if (value.Any(string.IsNullOrWhiteSpace))
                throw new ArgumentException("a key is empty. Some text was expected. Leave it out.", nameof(ApiKeys));
            field = [.. value];
        }
    } = [];

    /// <summary>
    /// The origins whose pages may call the server from a browser (<c>https://example.org</c>); <c>*</c>: any. Default empty: none.
    /// </summary>
    /// <exception cref="ArgumentException">One is no origin as browsers write it, and would allow nothing.</exception>
    public IReadOnlyList<string> CorsOrigins
    {
        get;
        init
        {
            if (value.FirstOrDefault(origin => !BrowserOrigins.IsOne(origin)) is { } other)
            {
                throw new ArgumentException(
                    $"'{other}' is no origin. One such as https://example.org, without a path, or * was expected. Correct it.",
                    nameof(CorsOrigins));
            }

            field = [.. value];
        }
    } = [];

    /// <summary>Whether the page to try the models on is served. Default false.</summary>
    public bool Page { get; init; }

    /// <summary>Whether the texts of requests may stand in logs. Default false: they never do.</summary>
    public bool LogsTexts { get; init; }

    /// <summary>Whether <c>/metrics</c> answers. Default true; an application with such a path of its own says false.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>
    /// How long the files of a served folder must have been as they are before they are loaded instead of those that serve. Null: folders
    /// are not looked at. Default 5 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan? ReloadDelay
    {
        get;
        init
        {
            if (value is { } delay) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero, nameof(ReloadDelay));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Where metrics and traces are sent by OTLP. Null (the default): nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }
}
