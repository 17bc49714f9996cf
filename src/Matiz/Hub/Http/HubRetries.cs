using System.Globalization;
using Polly;
using Polly.Retry;

namespace Matiz.Hub.Http;

/// <summary>
/// Tries again what fails for a moment (408, 429, 500, 502, 503, 504, a broken or slow connection): after 1, 2, 4, 8, 8 seconds, or after
/// the time that the server asks for. All waits together stay below <see cref="HubOptions.LongestWait"/>.
/// </summary>
internal sealed class HubRetries
{
    private const double LongestStepSeconds = 8;

    private static readonly ResiliencePropertyKey<Waited> Budget = new("waited");

    private readonly ResiliencePipeline _pipeline;
    private readonly TimeSpan _longest;
    private readonly Action<string>? _warn;

    public HubRetries(HubOptions options)
    {
        (_longest, _warn) = (options.LongestWait, options.Warning);
        var builder = new ResiliencePipelineBuilder { TimeProvider = options.Clock };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                ShouldHandle = arguments => ValueTask.FromResult(MayWait(arguments)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    WaitOf(arguments.Outcome.Exception as HubException, arguments.AttemptNumber)),
            });
        }

        _pipeline = builder.Build();
    }

    /// <summary>Does something until it succeeds, fails for good, or has failed too often.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(Budget, new Waited());
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, attempt) => await attempt(context.CancellationToken).ConfigureAwait(false), context, attempt)
                .ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>How long to wait before the next try.</summary>
    internal static TimeSpan WaitOf(HubException? fault, int attempt) =>
        fault?.Wait ?? TimeSpan.FromSeconds(Math.Min(LongestStepSeconds, Math.Pow(2, attempt)));

    private bool MayWait(RetryPredicateArguments<object> arguments)
    {
        if (arguments.Outcome.Exception is not HubException { MayPass: true } fault) return false;
        var waited = arguments.Context.Properties.GetValue(Budget, new Waited());
        var wait = WaitOf(fault, arguments.AttemptNumber);
        if (waited.Time + wait > _longest) return false;
        waited.Time += wait;
        if (wait.TotalSeconds > LongestStepSeconds)
        {
            _warn?.Invoke(string.Create(
                CultureInfo.InvariantCulture, $"the Hub asks to wait {wait.TotalSeconds:0} s, and is asked again then."));
        }

        return true;
    }

    private sealed class Waited
    {
        public TimeSpan Time { get; set; }
    }
}
