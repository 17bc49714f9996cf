using Matiz.Server.Hosting;
using Matiz.Server.Logging;
using Matiz.Server.Models;
using Matiz.Server.OpenApi;
using Matiz.Server.Protocols;
using Matiz.Server.Protocols.Metrics;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matiz.Server;

/// <summary>The endpoints of the models that <see cref="MatizServerServices"/> added.</summary>
public static class MatizServerEndpoints
{
    /// <summary>Maps all endpoints.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">
    /// Where they lie. Empty (the default): at the root, as <c>matiz serve</c> has them, with Hub inference at <c>/</c>. Else the pattern
    /// itself answers as <c>/predict</c> does, and all others lie under it: <c>/predict/health</c>, <c>/predict/embed</c>.
    /// </param>
    /// <returns>What adds conventions to all of them, such as <c>RequireAuthorization</c> or <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException">No model was added.</exception>
    public static IEndpointConventionBuilder MapMatiz(this IEndpointRouteBuilder endpoints, string pattern = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var services = endpoints.ServiceProvider;
        if (services.GetService<ServerSetup>() is not { } setup)
        {
            throw new InvalidOperationException(
                "MapMatiz was called, but no model was added. One was expected. Call builder.Services.AddMatiz(model) before.");
        }

        var group = endpoints.MapGroup(pattern);
        var logs = new RequestLogs(services.GetRequiredService<ILoggerFactory>());
        var pipeline = new RequestPipeline(setup.Options, services.GetRequiredService<ModelShelf>(), logs);
        var routes = new ProtocolRoutes(group, pipeline, isBelowPattern: pattern.Trim('/').Length > 0);
        foreach (var protocol in ProtocolList.All)
        {
            if (setup.Options.Metrics || protocol is not MetricsProtocol) routes.Add(protocol);
        }

        if (services.GetService<IApiDescriptionGroupCollectionProvider>() is not null) ApiTransformer.Describe(group);
        return group;
    }
}
