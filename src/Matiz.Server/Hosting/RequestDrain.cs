using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Hosting;

/// <summary>
/// Knows the requests that are being answered, so that a server that stops answers them all: from then on each answer closes its
/// connection.
/// </summary>
internal sealed class RequestDrain
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200), Step = TimeSpan.FromMilliseconds(10);

    private int _running;
    private long _lastEnd = Stopwatch.GetTimestamp();
    private volatile bool _isDraining;

    /// <summary>Whether the server is stopping.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Surrounds every request.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _running);
        try
        {
            context.Response.OnStarting(CloseIfDraining, context);
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _lastEnd, Stopwatch.GetTimestamp());
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>From now on each answer closes its connection.</summary>
    public void Begin() => _isDraining = true;

    /// <summary>
    /// Waits until no request is being answered and none has come for a moment: one that was on its way when the server began to stop has
    /// arrived by then.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _running) > 0 || Stopwatch.GetElapsedTime(Math.Max(begin, Volatile.Read(ref _lastEnd))) < Quiet)
            await Task.Delay(Step, cancellationToken).ConfigureAwait(false);
    }

    private Task CloseIfDraining(object context)
    {
        if (_isDraining) ((HttpContext)context).Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
