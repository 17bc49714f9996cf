using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Matiz.Server.Telemetry;

/// <summary>
/// A collector that metrics and traces are sent to by OTLP. Everything but the address given here goes by OpenTelemetry's variables
/// (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c>, …).
/// </summary>
/// <param name="endpoint">Its address; null: as the variables say.</param>
internal sealed class OtlpTarget(Uri? endpoint)
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT", ServiceName = "matiz";

    private static readonly string[] Variables =
        [EndpointVariable, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    /// <summary>The collector of an option, else of the environment; null: there is none.</summary>
    /// <param name="endpoint">What the option says.</param>
    /// <param name="readsEnvironment">
    /// Whether the variables count: not within another application, which may send its telemetry itself.
    /// </param>
    public static OtlpTarget? Find(Uri? endpoint, bool readsEnvironment) =>
        endpoint is not null || (readsEnvironment && Variables.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
            ? new OtlpTarget(endpoint)
            : null;

    /// <summary>Sends metrics there.</summary>
    public void AddTo(MeterProviderBuilder builder) => builder
        .ConfigureServices(AddSettings)
        .SetResourceBuilder(Resource())
        .AddOtlpExporter();

    /// <summary>Sends traces there, until the result is disposed of.</summary>
    public TracerProvider Trace() => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(AddSettings)
        .SetResourceBuilder(Resource())
        .AddSource(ServerTraces.SourceName)
        .AddOtlpExporter()
        .Build();

    // Given as the variable would be, so that the paths of the signals are put behind it in the same way.
    private void AddSettings(IServiceCollection services)
    {
        if (endpoint is null) return;
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddInMemoryCollection([new KeyValuePair<string, string?>(EndpointVariable, endpoint.ToString())])
            .Build());
    }

    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService(ServiceName)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
