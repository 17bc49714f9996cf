using Matiz.Server.Protocols;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Matiz.Server.OpenApi;

/// <summary>Puts what protocols say of their routes into a document, ours or that of the application around us.</summary>
internal static class ApiTransformer
{
    private const string KeyScheme = "matiz_key";

    /// <summary>Lets the documents of an application tell of the endpoints.</summary>
    public static void Describe(IEndpointConventionBuilder endpoints) => endpoints.AddOpenApiOperationTransformer(DescribeAsync);

    /// <summary>Describes the operation of an endpoint.</summary>
    public static Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var route = RouteOf(context.Description.ActionDescriptor.EndpointMetadata);
        var method = HttpMethod.Parse(context.Description.HttpMethod ?? HttpMethod.Get.Method);
        if (route is null || ApiOutline.Of(route.Protocol) is not { } outline || outline.Find(method, route.Pattern) is not { } source)
            return Task.CompletedTask;
        bool hasOwner = ApiPath.HasOwner(route.Pattern);
        operation.OperationId = hasOwner ? source.OperationId + "_of_owner" : source.OperationId;
        operation.Summary = source.Summary;
        operation.Parameters = hasOwner ? [OwnerParameter(), .. source.Parameters ?? []] : source.Parameters;
        operation.RequestBody = source.RequestBody;
        operation.Responses = Copy(source.Responses!);
        if (context.Document is not { } document) return Task.CompletedTask;
        foreach (var (name, schema) in outline.Schemas) document.AddComponent(name, schema);
        if (!route.IsOpen && context.ApplicationServices.GetService<MatizServerOptions>() is { ApiKeys.Count: > 0 })
            RequireKey(operation, document);
        return Task.CompletedTask;
    }

    /// <summary>What an endpoint is; null: none of ours.</summary>
    public static ProtocolRoute? RouteOf(IEnumerable<object> metadata) => metadata.OfType<ProtocolRoute>().FirstOrDefault();

    // Of an operation that stands in two documents one may ask for a key.
    private static OpenApiResponses Copy(OpenApiResponses responses)
    {
        var copy = new OpenApiResponses();
        foreach (var (status, response) in responses) copy.Add(status, response);
        return copy;
    }

    private static void RequireKey(OpenApiOperation operation, OpenApiDocument document)
    {
        document.AddComponent(KeyScheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" });
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        operation.Responses!["401"] = new OpenApiResponse { Description = "Unauthorized" };
    }

    private static OpenApiParameter OwnerParameter() => new()
    {
        Name = "owner",
        In = ParameterLocation.Path,
        Required = true,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
