using System.Diagnostics;
using System.Text.Json;

namespace Matiz.Server.Tests.Logging;

public sealed class LineLoggerProviderTests : IDisposable
{
    private const string Marker = "confidential-marker", Key = "key-of-the-marker";

    private readonly LogText _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Usually_RequestsAreNotLogged()
    {
        await using var server = await StartAsync(new MatizLogOptions());
        await server.PostAsync("/predict", """{"inputs": "a text"}""");
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Asked_EachRequestHasItsLine()
    {
        await using var server = await StartAsync(new MatizLogOptions { Requests = true });
        await server.PostAsync("/predict", """{"inputs": "a text"}""");
        Assert.Matches(
            @"^matiz: POST /predict 200 \d+\.\d ms, \d+ tokens, emotion@[0-9a-f]{16}(, trace [0-9a-f]{32})?$", (await LinesAsync(1))[0]);
        await server.PostAsync("/predict", "{");
        Assert.Matches(@"^matiz: POST /predict 400 \d+\.\d ms, Malformed(, trace [0-9a-f]{32})?$", (await LinesAsync(2))[1]);
    }

    [Fact]
    public async Task Json_IsAnObjectALine()
    {
        await using var server = await StartAsync(new MatizLogOptions { Requests = true, Json = true });
        await server.PostAsync("/predict", """{"inputs": "a text"}""");
        using var line = JsonDocument.Parse((await LinesAsync(1))[0]);
        var root = line.RootElement;
        Assert.Equal(("POST", "/predict", 200), (
            root.GetProperty("method").GetString(), root.GetProperty("route").GetString(), root.GetProperty("status").GetInt32()));
        Assert.True(root.GetProperty("tokens").GetInt32() > 2);
        Assert.Equal("Information", root.GetProperty("level").GetString());
    }

    [Fact]
    public async Task TextsAndKeys_AreInNoLine_HoweverRequestsEnd()
    {
        await using var server = await StartAsync(new MatizLogOptions { Requests = true }, options => options with { ApiKeys = [Key] });
        server.Client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Key}");
        string[] bodies =
        [
            $$"""{"inputs": "{{Marker}}"}""", $$"""{"inputs": "{{Marker}}" """, $$"""{"inputs": {"{{Marker}}": 1} }""",
            $$"""{"inputs": "a", "truncation_direction": "{{Marker}}"}""", $$"""{"inputs": "a", "{{Marker}}": 1}""",
        ];
        foreach (string path in (string[])["/predict", "/embed", "/", "/v1/embeddings", "/tokenize", $"/models/{Marker}", $"/{Marker}"])
        {
            foreach (string body in bodies) await server.PostAsync($"{path}?text={Marker}", body);
        }

        server.Client.DefaultRequestHeaders.Remove("Authorization");
        server.Client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Key}-wrong");
        await server.PostAsync("/predict", bodies[0]);
        await LinesAsync(31);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("marker", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Texts_AreLoggedWhereThatIsAskedFor_AsOneLine()
    {
        await using var server = await StartAsync(new MatizLogOptions { Requests = true }, options => options with { LogsTexts = true });
        await server.PostAsync("/predict", """{"inputs": "one\nmatiz: another"}""");
        Assert.EndsWith("""texts ["one\nmatiz: another"]""", (await LinesAsync(1))[0], StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> LinesAsync(int count)
    {
        for (var clock = Stopwatch.StartNew(); _log.Lines.Count < count; await Task.Delay(10, TestContext.Current.CancellationToken))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "the lines did not come");
        return _log.Lines;
    }

    private Task<TestServer> StartAsync(MatizLogOptions log, Func<MatizServerOptions, MatizServerOptions>? configure = null) =>
        TestServer.StartAsync(services => services
            .AddMatiz(TestServer.Classifier, "emotion", configure: configure)
            .AddMatizLog(_log, log));
}
