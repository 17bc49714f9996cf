using System.Net;
using System.Net.Sockets;
using Matiz.Server.Models;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Requests;

public sealed class ServerRequestTests
{
    private const string Body = """{"inputs": "ok"}""";

    [Fact]
    public async Task ClientThatGoesAway_TakesItsWorkOutOfTheQueue()
    {
        await using var server = await Busy();
        using var lease = server.Shelf.Find("emotion", ModelUse.Classify).Rent();
        using var stop = new CancellationTokenSource();
        var before = Occupy(lease.Model, stop.Token);
        using var leaving = new CancellationTokenSource();
        var asked = server.Client.PostAsync(new Uri("/predict", UriKind.Relative), new StringContent(Body), leaving.Token);
        await Until(() => lease.Model.Waiting.Requests == 2);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Until(() => lease.Model.Waiting.Requests == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before);
    }

    [Fact]
    public async Task RequestThatTakesTooLong_IsToldSo_AndTakenOutOfTheQueue()
    {
        await using var server = await Busy(TimeSpan.FromMilliseconds(300));
        using var lease = server.Shelf.Find("emotion", ModelUse.Classify).Rent();
        using var stop = new CancellationTokenSource();
        var before = Occupy(lease.Model, stop.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, Unhealthy((await server.PostAsync("/predict", Body)).Status));
        await Until(() => lease.Model.Waiting.Requests == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before);
    }

    [Fact]
    public async Task BodyThatComesTooSlowly_IsNotWaitedFor()
    {
        await using var server = await TestServer.StartAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{\"inputs\": "u8.ToArray());
        byte[] answer = new byte[4096];
        int count = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false);
        Assert.StartsWith(
            "HTTP/1.1 408 ", System.Text.Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
    }

    // 503 and 504 both say that the server, not the request, is at fault; which of them is the protocol's affair.
    private static HttpStatusCode Unhealthy(HttpStatusCode status) =>
        status is HttpStatusCode.GatewayTimeout ? HttpStatusCode.ServiceUnavailable : status;

    private static Task<TestServer> Busy(TimeSpan? timeout = null) => TestServer.StartAsync(options => options with
    {
        Queue = new() { TokenBound = 1, MostTokens = int.MaxValue },
        MostBatch = int.MaxValue,
        MostTokens = int.MaxValue,
        RequestTimeout = timeout ?? options.RequestTimeout,
    });

    // As many texts as take minutes: whoever comes after waits.
    private static Task Occupy(ServedModel model, CancellationToken stop) =>
        model.ClassifyAsync([.. Enumerable.Repeat(new TextInput("ok"), 200_000)], null, stop);

    private static async Task Until(Func<bool> isTrue)
    {
        for (int i = 0; i < 3000 && !isTrue(); i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(isTrue());
    }
}
