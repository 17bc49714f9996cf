using System.Globalization;
using System.Net;
using System.Text.Json;
using Matiz.Server.OpenApi;
using Matiz.Server.Protocols;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server.Tests.OpenApi;

public sealed class ApiDocumentTests
{
    private const string Input = """{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["a text"]}""";

    // These serve the page, not programs.
    private static readonly string[] WithoutOutline = ["page"];

    /// <summary>Requests and how they are answered: the schemas of both are checked.</summary>
    public static TheoryData<string, string, string, int> Exchanges => new()
    {
        { "POST /", "/", """{"inputs": "a text", "parameters": {"top_k": 2}}""", 200 },
        { "POST /", "/", """{"inputs": ["a text", "b"]}""", 200 },
        { "POST /", "/", "{}", 400 },
        { "POST /models/{path}", "/models/emotion", """{"inputs": "a text"}""", 200 },
        { "POST /models/{path}", "/models/nobody", """{"inputs": "a text"}""", 404 },
        { "GET /models/{path}", "/models/emotion", "", 200 },
        { "POST /pipeline/{task}/{path}", "/pipeline/feature-extraction/emotion", """{"inputs": "a text"}""", 200 },
        { "POST /predict", "/predict", """{"inputs": "a text", "raw_scores": true}""", 200 },
        { "POST /predict", "/predict", """{"inputs": [["a text"], ["b", "c"]]}""", 200 },
        { "POST /predict", "/predict", """{"inputs": []}""", 400 },
        { "POST /embed", "/embed", """{"inputs": ["a text", "b"]}""", 200 },
        { "POST /embed_all", "/embed_all", """{"inputs": "a text"}""", 200 },
        { "POST /similarity", "/similarity", """{"inputs": {"source_sentence": "a", "sentences": ["b", "c"]}}""", 200 },
        { "POST /invocations", "/invocations", """{"inputs": "a text"}""", 200 },
        { "POST /vertex", "/vertex", """{"instances": [{"inputs": "a text"}]}""", 200 },
        { "POST /tokenize", "/tokenize", """{"inputs": "a text"}""", 200 },
        { "POST /decode", "/decode", """{"ids": [5, 6, 7]}""", 200 },
        { "GET /info", "/info", "", 200 },
        { "POST /v1/embeddings", "/v1/embeddings", """{"input": "a text", "encoding_format": "base64"}""", 200 },
        { "POST /embeddings", "/embeddings", """{"input": ["a text"], "model": "emotion"}""", 200 },
        { "POST /v1/embeddings", "/v1/embeddings", """{"input": "a", "model": "nobody"}""", 404 },
        { "GET /v1/models", "/v1/models", "", 200 },
        { "GET /v1/models/{name}", "/v1/models/emotion", "", 200 },
        { "POST /classify", "/classify", """{"input": ["a text"], "truncation_side": null}""", 200 },
        { "POST /v1/classify", "/v1/classify", """{"input": "a text", "model": "nobody"}""", 404 },
        { "GET /v2", "/v2", "", 200 },
        { "GET /v2/health/live", "/v2/health/live", "", 200 },
        { "GET /v2/health/ready", "/v2/health/ready", "", 200 },
        { "GET /v2/models", "/v2/models", "", 200 },
        { "POST /v2/repository/index", "/v2/repository/index", "{}", 200 },
        { "GET /v2/models/{name}", "/v2/models/emotion", "", 200 },
        { "GET /v2/models/{name}", "/v2/models/nobody", "", 404 },
        { "GET /v2/models/{name}/ready", "/v2/models/emotion/ready", "", 200 },
        {
            "POST /v2/models/{name}/infer", "/v2/models/emotion/infer",
            $$"""{"inputs": [{{Input}}], "outputs": [{"name": "scores"}]}""", 200
        },
        { "POST /v2/models/{name}/infer", "/v2/models/emotion/infer", $$"""{"inputs": [{{Input}}], "outputs": [{"name": "x"}]}""", 400 },
        {
            "POST /matiz/v1/classify", "/matiz/v1/classify",
            """{"inputs": ["a", {"text": "b", "id": "7"}], "options": {"stride": 2}}""", 200
        },
        { "POST /matiz/v1/classify", "/matiz/v1/classify", """{"inputs": []}""", 400 },
        { "GET /matiz/v1/models", "/matiz/v1/models", "", 200 },
        { "GET /openapi.json", "/openapi.json", "", 200 },
    };

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Exchange_FitsTheSchemasOfTheDocument(string route, string path, string body, int status)
    {
        await using var server = await TestServer.StartAsync();
        var document = (await server.GetAsync("/openapi.json")).Json;
        var operation = Operation(document, route);
        var walker = new SchemaWalker(document);

        var answer = body.Length == 0 ? await server.GetAsync(path) : await server.PostAsync(path, body);

        Assert.Equal(status, (int)answer.Status);
        Assert.Empty(walker.Faults(answer.Json, Schema(
            operation.GetProperty("responses").GetProperty(status.ToString(CultureInfo.InvariantCulture)), answer.ContentType!)));
        if (body.Length == 0 || status != 200) return;
        using var request = JsonDocument.Parse(body);
        Assert.Empty(walker.Faults(request.RootElement, Schema(operation.GetProperty("requestBody"), "application/json")));
    }

    [Fact]
    public async Task Document_HasEveryRoute_AndNoOther()
    {
        await using var server = await TestServer.StartAsync();
        var paths = (await server.GetAsync("/api-doc/openapi.json")).Json.GetProperty("paths");
        var mapped = Mapped(server.Server.Services).ToList();

        Assert.Equal(
            mapped.Select(route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal),
            paths.EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
                .Order(StringComparer.Ordinal));
        Assert.All(mapped, route => Assert.NotNull(
            ApiOutline.Of(route.Route.Protocol)!.Find(HttpMethod.Parse(route.Method), route.Route.Pattern)));
        Assert.All(paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()), operation =>
        {
            Assert.NotEqual("", operation.Value.GetProperty("summary").GetString());
            Assert.True(operation.Value.GetProperty("responses").TryGetProperty("200", out _));
        });
    }

    [Fact]
    public void Protocols_AreAllOutlined() => Assert.Equal(
        WithoutOutline, ProtocolList.All.Where(protocol => ApiOutline.Of(protocol) is null).Select(protocol => protocol.Name));

    [Fact]
    public async Task OperationIds_AreNeverTheSame()
    {
        await using var server = await TestServer.StartAsync();
        var ids = (await server.GetAsync("/openapi.json")).Json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString())
            .ToList();

        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Tags_AreTheProtocols()
    {
        await using var server = await TestServer.StartAsync();

        var tags = (await server.GetAsync("/openapi.json")).Json.GetProperty("tags").EnumerateArray();

        Assert.Equal(
            ProtocolList.All.Select(protocol => protocol.Name).Except(WithoutOutline, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            tags.Select(tag => tag.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keys_AreSaidOfRoutesThatAskForOne()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = ["secret"] });

        var document = (await server.GetAsync("/openapi.json")).Json;

        Assert.Equal(
            """{"type":"http","scheme":"bearer"}""",
            JsonSerializer.Serialize(document.GetProperty("components").GetProperty("securitySchemes").GetProperty("matiz_key")));
        Assert.True(Operation(document, "POST /classify").TryGetProperty("security", out _));
        Assert.True(Operation(document, "POST /classify").GetProperty("responses").TryGetProperty("401", out _));
        Assert.False(Operation(document, "GET /health").TryGetProperty("security", out _));
        Assert.DoesNotContain("secret", document.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_HasTheRoutesInItsOwnDocument_AndOursUnderItsPath()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddMatiz(TestServer.Classifier, "emotion");
        builder.Services.AddOpenApi();
        await using var app = builder.Build();
        app.UseRouting();
        app.MapOpenApi("/mine.json");
        app.MapMatiz("/predict");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        var mine = await ReadAsync("/mine.json");
        var ours = await ReadAsync("/predict/openapi.json");

        foreach (var document in (JsonElement[])[mine, ours])
        {
            Assert.Equal("The labels of texts", Operation(document, "POST /predict").GetProperty("summary").GetString());
            Assert.Equal("Classify texts", Operation(document, "POST /predict/classify").GetProperty("summary").GetString());
            Assert.True(document.GetProperty("components").GetProperty("schemas").TryGetProperty("ClassifyAnswer", out _));
            Assert.All(document.GetProperty("paths").EnumerateObject(), path => Assert.False(path.Value.TryGetProperty("head", out _)));
        }

        async Task<JsonElement> ReadAsync(string path)
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        }
    }

    private static JsonElement Operation(JsonElement document, string route)
    {
        string[] parts = route.Split(' ');
        return document.GetProperty("paths").GetProperty(parts[1]).GetProperty(parts[0].ToLowerInvariant());
    }

    private static JsonElement Schema(JsonElement holder, string contentType) =>
        holder.GetProperty("content").GetProperty(contentType.Split(';')[0]).GetProperty("schema");

    private static IEnumerable<(ProtocolRoute Route, string Method, string Path)> Mapped(IServiceProvider services) =>
        from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = endpoint.Metadata.GetMetadata<ProtocolRoute>()
        where route is not null && !WithoutOutline.Contains(route.Protocol.Name)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        where method != HttpMethod.Head.Method
        select (route, method, route.Pattern.Replace("{**", "{", StringComparison.Ordinal));
}
