using Matiz.Inference.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Matiz.Server.Telemetry;

/// <summary>
/// Metrics as Prometheus reads them, and to a collector where one is named. Names are kept as they are: text-embeddings-inference has no
/// <c>_total</c>, and dashboards look for its names; a unit still ends the name of what is ours.
/// </summary>
internal sealed class MetricsExport : IDisposable
{
    private const int SizeBounds = 13, TokenBounds = 21;
    private const string HttpMeter = "Microsoft.AspNetCore.Hosting";

    private readonly MeterProvider _provider;

    private MetricsExport(MeterProvider provider, RequestDelegate scrape) => (_provider, Scrape) = (provider, scrape);

    /// <summary>Answers with all metrics.</summary>
    public RequestDelegate Scrape { get; }

    /// <summary>Begins to count.</summary>
    public static MetricsExport Begin(IServiceProvider services, OtlpTarget? target)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .AddMeter(ServerMetrics.MeterName, QueueMetrics.MeterName, HttpMeter)
            .AddPrometheusExporter(static prometheus =>
            {
                prometheus.DisableTotalNameSuffixForCounters = true;
                prometheus.ScopeInfoEnabled = false;
                prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            });
        AddViews(builder);
        target?.AddTo(builder);
        var provider = builder.Build();
        var branch = new ApplicationBuilder(services).UseOpenTelemetryPrometheusScrapingEndpoint(
            provider, static _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return new MetricsExport(provider, branch.Build());
    }

    public void Dispose() => _provider.Dispose();

    // One instrument, two names: ours by model, and theirs of all models.
    private static void AddViews(MeterProviderBuilder builder)
    {
        var durations = new ExplicitBucketHistogramConfiguration { Boundaries = TeiMetrics.DurationBuckets() };
        var sizes = TeiMetrics.PowersOfTwo(SizeBounds);
        var tokens = TeiMetrics.PowersOfTwo(TokenBounds);
        builder
            .AddView(QueueMetrics.WaitTimeName, durations)
            .AddView(QueueMetrics.BatchTimeName, durations)
            .AddView(QueueMetrics.WaitingRequestsName, new MetricStreamConfiguration())
            .AddView(QueueMetrics.WaitingRequestsName, new MetricStreamConfiguration { Name = "te_queue_size", TagKeys = [] })
            .AddView(QueueMetrics.BatchRowsName, new ExplicitBucketHistogramConfiguration { Boundaries = sizes })
            .AddView(
                QueueMetrics.BatchRowsName,
                new ExplicitBucketHistogramConfiguration { Name = "te_batch_next_size", Boundaries = sizes, TagKeys = [] })
            .AddView(QueueMetrics.BatchTokensName, new ExplicitBucketHistogramConfiguration { Boundaries = tokens })
            .AddView(
                QueueMetrics.BatchTokensName,
                new ExplicitBucketHistogramConfiguration { Name = "te_batch_next_tokens", Boundaries = tokens, TagKeys = [] });
    }
}
