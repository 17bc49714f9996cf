using System.Net;
using System.Text;
using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server.Tests;

/// <summary>
/// A server on 127.0.0.1 at a free port, ready to be asked.
/// <code>
/// await using var server = await TestServer.StartAsync();                    // the tiny classifier, called "emotion"
/// var answer = await server.PostAsync("/predict", """{"inputs": "a text"}""");
/// Assert.Equal(HttpStatusCode.OK, answer.Status);
/// </code>
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly IAsyncDisposable _running;

    private TestServer(IAsyncDisposable running) => _running = running;

    /// <summary>A classifier of six emotions: BERT of two layers, random weights.</summary>
    public static string Classifier => SharedFiles.Golden("tiny/bert/sequence-classification");

    /// <summary>An encoder without a head, which needs a pooling to be served.</summary>
    public static string Encoder => SharedFiles.Golden("tiny/bert/base");

    /// <summary>The server itself.</summary>
    public MatizServer Server => (MatizServer)_running;

    /// <summary>The models.</summary>
    public ModelShelf Shelf => Server.Shelf;

    /// <summary>Its address, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>A client of that address.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>The server of the tiny classifier.</summary>
    /// <param name="configure">Changes limits and switches; null: the defaults.</param>
    public static Task<TestServer> StartAsync(Func<MatizServerOptions, MatizServerOptions>? configure = null) =>
        StartAsync(configure, ("emotion", Classifier));

    /// <summary>The server of some models.</summary>
    public static async Task<TestServer> StartAsync(
        Func<MatizServerOptions, MatizServerOptions>? configure, params (string Name, string Folder)[] models)
    {
        return await StartAsync(services =>
        {
            foreach (var (name, folder) in models) services.AddMatiz(folder, name, configure: configure);
        });
    }

    /// <summary>The server of whatever is added.</summary>
    public static async Task<TestServer> StartAsync(Action<IServiceCollection> services)
    {
        var server = new TestServer(new MatizServer(services, new MatizListenOptions { Port = 0 }));
        server.Address = await server.Server.StartAsync();
        server.Client.BaseAddress = server.Address;
        return server;
    }

    /// <summary>An application of a test's own, which has started.</summary>
    public static TestServer Of(WebApplication app)
    {
        var server = new TestServer(app) { Address = new Uri(app.Urls.First()) };
        server.Client.BaseAddress = server.Address;
        return server;
    }

    /// <summary>Sends a body as JSON.</summary>
    public Task<TestAnswer> PostAsync(string path, string body, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return SendAsync(request);
    }

    /// <summary>Asks for a path.</summary>
    public Task<TestAnswer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends a request.</summary>
    public async Task<TestAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        return new TestAnswer(response, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _running.DisposeAsync();
    }
}

/// <summary>What a server answered.</summary>
internal sealed class TestAnswer(HttpResponseMessage response, string body)
{
    public HttpStatusCode Status { get; } = response.StatusCode;

    public string Body { get; } = body;

    public string? ContentType { get; } = response.Content.Headers.ContentType?.ToString();

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>A header of the answer or of its body; null where there is none.</summary>
    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;
}
