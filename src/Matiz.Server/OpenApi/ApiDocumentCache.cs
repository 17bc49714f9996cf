using System.Text;
using Matiz.Server.Protocols;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Matiz.Server.OpenApi;

/// <summary>
/// The document of all routes that were mapped together, made once. The platform's services for it live in a container of their own, so
/// that a server that is never asked for the document does not start them.
/// </summary>
internal sealed class ApiDocumentCache(ProtocolRoutes routes)
{
    private const string Name = "matiz";

    private readonly Lock _gate = new();
    private (string PathBase, Task<byte[]> Bytes)? _made;

    /// <summary>The document's bytes; whoever asks while it is made waits for the same.</summary>
    public Task<byte[]> GetAsync(ServerRequest request)
    {
        string pathBase = request.Context.Request.PathBase.Value ?? "";
        lock (_gate)
        {
            if (_made is not { } made || made.PathBase != pathBase || made.Bytes.IsFaulted)
                _made = made = (pathBase, MakeAsync(request.Context.RequestServices, request.Options, pathBase));
            return made.Bytes.WaitAsync(request.Aborted);
        }
    }

    private async Task<byte[]> MakeAsync(IServiceProvider application, MatizServerOptions options, string pathBase)
    {
        var services = new ServiceCollection();
        services.AddSingleton(application.GetRequiredService<EndpointDataSource>());
        services.AddSingleton(application.GetRequiredService<IHostEnvironment>());
        services.AddSingleton(options);
        services.AddLogging();
        services.AddRoutingCore();
        services.AddOpenApi(Name, api =>
        {
            api.ShouldInclude = description =>
                ApiTransformer.RouteOf(description.ActionDescriptor.EndpointMetadata) is { } route
                && route.Routes == routes && ApiOutline.Of(route.Protocol) is not null;
            api.AddOperationTransformer(ApiTransformer.DescribeAsync);
        });
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var documents = provider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
            var document = await documents.GetOpenApiDocumentAsync().ConfigureAwait(false);
            document.Info = new OpenApiInfo
            {
                Title = "Matiz",
                Version = typeof(ApiDocumentCache).Assembly.GetName().Version?.ToString(3) ?? "",
                Description = "Text classifiers and embeddings. X-Matiz-Model says which version of which model answered; "
                    + "X-Matiz-Abstained, for which texts it gives no label.",
            };
            // The platform orders them as the machine's culture would, which is another order where there is none.
            if (document.Components?.Schemas is { } schemas)
            {
                var ordered = schemas.OrderBy(schema => schema.Key, StringComparer.Ordinal);
                document.Components.Schemas = ordered.ToDictionary(StringComparer.Ordinal);
            }

            document.Servers = [new OpenApiServer { Url = pathBase.Length == 0 ? "/" : pathBase }];
            string json = await document.SerializeAsync(OpenApiSpecVersion.OpenApi3_1, "json").ConfigureAwait(false);
            return Encoding.UTF8.GetBytes(json);
        }
    }
}
