using System.Diagnostics;
using System.Net;
using Matiz.Server.Telemetry;

namespace Matiz.Server.Tests.Telemetry;

/// <summary>A listener hears all servers of the process, so that nothing else runs beside these tests.</summary>
[Collection(nameof(MetricsTests))]
public sealed class ServerTracesTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c", Parent = "b7ad6b7169203331";

    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public ServerTracesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == ServerTraces.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (_spans) _spans.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Request_IsASpanOfTheClientsTrace_WithOneOfTheModelBelow()
    {
        await using var server = await TestServer.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/predict?marker=1")
        {
            Content = new StringContent("""{"inputs": "a marker text"}"""),
        };
        request.Headers.Add("traceparent", $"00-{Trace}-{Parent}-01");
        await server.SendAsync(request);
        var spans = await SpansAsync(2);
        var (call, whole) = (spans[0], spans[1]);
        Assert.Equal(("POST /predict", ActivityKind.Server, Trace, Parent),
            (whole.DisplayName, whole.Kind, whole.TraceId.ToHexString(), whole.ParentSpanId.ToHexString()));
        Assert.Equal(("classify emotion", whole.SpanId, Trace), (call.DisplayName, call.ParentSpanId, call.TraceId.ToHexString()));
        Assert.Equal(("/predict", 200), (whole.GetTagItem("http.route"), whole.GetTagItem("http.response.status_code")));
        Assert.Equal("emotion", call.GetTagItem("gen_ai.request.model"));
        Assert.Equal(server.Shelf.Slots[0].Current.Version, call.GetTagItem("matiz.model.version"));
        Assert.True(call.GetTagItem("gen_ai.usage.input_tokens") is > 2L);
        Assert.DoesNotContain(
            spans.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("marker", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequestThatIsNotAnswered_SaysWhy()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync("/predict", "{")).Status);
        var span = Assert.Single(await SpansAsync(1));
        Assert.Equal(("Malformed", 400), (span.GetTagItem("error.type"), span.GetTagItem("http.response.status_code")));
    }

    private async Task<IReadOnlyList<Activity>> SpansAsync(int count)
    {
        for (int i = 0; i < 500; i++)
        {
            lock (_spans)
            {
                if (_spans.Count >= count) return [.. _spans];
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("the spans did not come");
    }
}
