using Matiz.Server.Hosting;
using Matiz.Server.Models;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;

namespace Matiz.Server.Telemetry;

/// <summary>
/// Metrics and traces of a server while it runs. What exports them takes 70 ms to load, which pass while the models are loaded; requests
/// are taken when both are ready, so that none is left out.
/// </summary>
internal sealed class TelemetryHosting : IHostedService, IDisposable
{
    private readonly ModelShelf _shelf;
    private readonly Task<MetricsExport> _metrics;
    private readonly Task<TracerProvider?> _traces;

    public TelemetryHosting(IServiceProvider services, ServerSetup setup, ModelShelf shelf)
    {
        _shelf = shelf;
        var target = OtlpTarget.Find(setup.Options.OtlpEndpoint, setup.ReadsEnvironment);
        _metrics = Task.Run(() => MetricsExport.Begin(services, target));
        _traces = target is null ? Task.FromResult<TracerProvider?>(null) : Task.Run(() => (TracerProvider?)target.Trace());
    }

    /// <summary>The metrics.</summary>
    public MetricsExport Metrics => _metrics.GetAwaiter().GetResult();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _metrics.ConfigureAwait(false);
        await _traces.ConfigureAwait(false);
        ServerMetrics.Add(_shelf);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        ServerMetrics.Remove(_shelf);
        if (_metrics.IsCompletedSuccessfully) _metrics.Result.Dispose();
        if (_traces.IsCompletedSuccessfully) _traces.Result?.Dispose();
    }
}
