using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Matiz.Server.Protocols;
using Microsoft.OpenApi;

namespace Matiz.Server.OpenApi;

/// <summary>
/// What a protocol says of its routes, in the file <c>openapi.json</c> beside it: for each <c>METHOD /path</c> a summary and the schemas of
/// request and answer. The errors are those that the protocol really gives (<see cref="ApiErrors"/>).
/// </summary>
internal sealed class ApiOutline
{
    private const string SchemaVersion = "3.1.1", Json = "json";

    private static readonly ConcurrentDictionary<IProtocol, ApiOutline?> Known = new();

    private readonly IProtocol _protocol;
    private readonly JsonObject _outline;
    private readonly Lazy<OpenApiDocument> _document;

    private ApiOutline(IProtocol protocol, JsonObject outline)
    {
        (_protocol, _outline) = (protocol, outline);
        _document = new Lazy<OpenApiDocument>(Parse);
    }

    /// <summary>The outline of a protocol; null: it has none, and its routes stand in no document.</summary>
    public static ApiOutline? Of(IProtocol protocol) => Known.GetOrAdd(protocol, Load);

    /// <summary>The name of the schema of a protocol's errors.</summary>
    public string ErrorName => _protocol.GetType().Name.Replace("Protocol", "Error", StringComparison.Ordinal);

    /// <summary>The routes that are outlined, such as <c>POST /classify</c>.</summary>
    public IEnumerable<string> Routes => _outline["operations"]!.AsObject().Select(static operation => operation.Key);

    /// <summary>The schemas of its requests, answers and errors.</summary>
    public IEnumerable<KeyValuePair<string, IOpenApiSchema>> Schemas => _document.Value.Components!.Schemas!;

    /// <summary>An operation; null where it is not outlined.</summary>
    /// <param name="method">The method.</param>
    /// <param name="pattern">The path as it is mapped.</param>
    public OpenApiOperation? Find(HttpMethod method, string pattern) =>
        _document.Value.Paths.TryGetValue(ApiPath.Plain(pattern), out var path)
            && path.Operations!.TryGetValue(method, out var operation)
                ? operation
                : null;

    private static ApiOutline? Load(IProtocol protocol)
    {
        var type = protocol.GetType();
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.openapi.json");
        return stream is null ? null : new ApiOutline(protocol, JsonNode.Parse(stream)!.AsObject());
    }

    private OpenApiDocument Parse()
    {
        var schemas = _outline["schemas"]!.DeepClone().AsObject();
        schemas[ErrorName] = _outline["error"]!.DeepClone();
        var paths = new JsonObject();
        foreach (var (route, operation) in _outline["operations"]!.AsObject())
        {
            int at = route.IndexOf(' ', StringComparison.Ordinal);
            string method = route[..at].ToLowerInvariant(), path = route[(at + 1)..];
            if (paths[path] is not JsonObject item) paths[path] = item = [];
            item[method] = Expand(method, path, operation!.AsObject());
        }

        var document = new JsonObject
        {
            ["openapi"] = SchemaVersion,
            ["info"] = new JsonObject { ["title"] = _protocol.Name, ["version"] = "1" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
        var (parsed, diagnostic) = OpenApiDocument.Parse(document.ToJsonString(), Json);
        if (parsed is not null && diagnostic!.Errors.Count == 0) return parsed;
        throw new InvalidOperationException($"the outline of '{_protocol.Name}' is no OpenAPI: {string.Join("; ", diagnostic!.Errors)}");
    }

    private JsonObject Expand(string method, string path, JsonObject operation)
    {
        var expanded = new JsonObject
        {
            ["operationId"] = ApiPath.OperationId(method, path),
            ["tags"] = new JsonArray(_protocol.Name),
            ["summary"] = operation["summary"]!.DeepClone(),
            ["parameters"] = new JsonArray([.. ApiPath.Names(path).Select(ApiPath.Parameter)]),
        };
        if (operation["request"] is { } request)
        {
            expanded["requestBody"] = new JsonObject
            {
                ["required"] = operation["optional_request"] is null,
                ["content"] = Content("application/json", request),
            };
        }

        var responses = ApiErrors.Responses(_protocol.Errors, ErrorName, operation["request"] is not null, path);
        var good = new JsonObject { ["description"] = "OK" };
        if (operation["answer"] is { } answer)
            good["content"] = Content(operation["answer_type"]?.GetValue<string>() ?? "application/json", answer);
        responses["200"] = good;
        expanded["responses"] = responses;
        return expanded;
    }

    private static JsonObject Content(string type, JsonNode schema) =>
        new() { [type] = new JsonObject { ["schema"] = schema.DeepClone() } };
}
