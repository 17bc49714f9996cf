using System.Net;
using Matiz.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matiz.Server.Tests;

/// <summary>The endpoints inside somebody's own application.</summary>
public sealed class MatizServerServicesTests
{
    private const string Body = """{"inputs": "i saw a movie today and it was really good"}""";

    [Fact]
    public async Task TwoLines_InAnApplication_ServeAModel()
    {
        var builder = NewBuilder();
        builder.Services.AddMatiz(TestServer.Classifier, "emotion");
        var app = builder.Build();
        app.MapGet("/", () => "mine");
        app.MapMatiz("/predict");
        await using var running = await StartAsync(app);

        Assert.Equal("surprise", (await running.PostAsync("/predict", Body)).Json[0].GetProperty("label").GetString());
        Assert.Equal(HttpStatusCode.OK, (await running.GetAsync("/predict/health")).Status);
        Assert.Equal(HttpStatusCode.OK, (await running.PostAsync("/predict/embed", Body)).Status);
        Assert.Equal("mine", (await running.GetAsync("/")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await running.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task SeveralCalls_ServeSeveralModels_ByTheirNames()
    {
        var builder = NewBuilder();
        builder.Services
            .AddMatiz(TestServer.Encoder, "vectors", new MatizModelOptions { Pooling = Tensors.Pooling.Mean })
            .AddMatiz(TestServer.Classifier, "emotion", configure: options => options with { MostBatch = 1 });
        var app = builder.Build();
        app.MapMatiz();
        await using var running = await StartAsync(app);

        Assert.StartsWith("emotion@", (await running.PostAsync("/models/emotion", Body)).Header("X-Matiz-Model"), StringComparison.Ordinal);
        Assert.StartsWith("vectors@", (await running.PostAsync("/embed", Body)).Header("X-Matiz-Model"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await running.PostAsync("/models/other", Body)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await running.PostAsync("/predict", """{"inputs": [["a"], ["b"]]}""")).Status);
    }

    [Fact]
    public async Task Conventions_ApplyToEveryRoute()
    {
        var builder = NewBuilder();
        builder.Services.AddMatiz(TestServer.Classifier, "emotion");
        var app = builder.Build();
        app.MapMatiz().RequireHost("models.example").WithMetadata("mine");
        await using var running = await StartAsync(app);

        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.Contains("mine", endpoint.Metadata));
        Assert.Equal(HttpStatusCode.NotFound, (await running.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task FaultOfAModel_EndsTheStart()
    {
        var builder = NewBuilder();
        builder.Services.AddMatiz(TestServer.Encoder, "vectors");
        await using var app = builder.Build();
        app.MapMatiz();
        await Assert.ThrowsAnyAsync<MatizException>(() => app.StartAsync());
    }

    [Fact]
    public void TwoModelsOfOneName_AreRefused()
    {
        var services = new ServiceCollection().AddMatiz("a/run");
        var refused = Assert.Throws<ArgumentException>(() => services.AddMatiz("b", "a/run"));
        Assert.StartsWith("two models are called 'a/run'.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("a\0")]
    public void NameThatIsNoLine_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddMatiz("a/run", name));

    [Fact]
    public void MapMatiz_WithoutAModel_SaysWhatToDo()
    {
        var app = NewBuilder().Build();
        var refused = Assert.Throws<InvalidOperationException>(() => app.MapMatiz());
        Assert.Equal(
            "MapMatiz was called, but no model was added. One was expected. Call builder.Services.AddMatiz(model) before.",
            refused.Message);
    }

    private static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder;
    }

    private static async Task<TestServer> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        return TestServer.Of(app);
    }
}
