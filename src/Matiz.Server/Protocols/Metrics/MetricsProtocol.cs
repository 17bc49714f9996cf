using Matiz.Server.Requests;
using Matiz.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server.Protocols.Metrics;

/// <summary>Metrics as Prometheus asks for them; as text-embeddings-inference gives them, without a key.</summary>
internal sealed class MetricsProtocol : IProtocol
{
    public string Name => "Prometheus";

    public IErrorBody Errors => ProblemJson.Instance;

    public void Map(ProtocolRoutes routes) => routes.Get("/metrics", AnswerAsync, isOpen: true);

    private static Task AnswerAsync(ServerRequest request) =>
        request.Context.RequestServices.GetRequiredService<TelemetryHosting>().Metrics.Scrape(request.Context);
}
