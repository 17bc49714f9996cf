using System.Net;
using System.Net.Sockets;

namespace Matiz.Server.Tests.Hosting;

public sealed class StoppingTests
{
    private const string Body = """{"inputs": "i saw a movie today and it was really good"}""";

    [Fact]
    public async Task StopUnderLoad_AnswersWhatWasAccepted()
    {
        await using var server = await TestServer.StartAsync();
        int answered = 0;
        var failed = new List<string>();
        var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            while (true)
            {
                try
                {
                    using var answer = await client.PostAsync(new Uri("/predict", UriKind.Relative), new StringContent(Body));
                    if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"status {answer.StatusCode}");
                    Interlocked.Increment(ref answered);
                }
                catch (HttpRequestException exception) when (
                    exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
                {
                    return;                                     // it was not accepted
                }
                catch (Exception exception)
                {
                    lock (failed) failed.Add(exception.ToString());
                    return;
                }
            }
        })).ToList();
        while (Volatile.Read(ref answered) < 50) await Task.Delay(5, TestContext.Current.CancellationToken);
        await server.Server.StopAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(clients);
        Assert.Equal([], failed);
    }

    [Fact]
    public async Task AnswerWhileStopping_ClosesTheConnection_AndAnIdleOneIsClosed()
    {
        await using var server = await TestServer.StartAsync();
        var open = await server.PostAsync("/predict", Body);
        Assert.Null(open.Header("Connection"));
        await server.Server.StopAsync(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => server.PostAsync("/predict", Body));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task PortThatIsTaken_IsToldBeforeAnythingIsLoaded()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = new MatizServer(
            services => services.AddMatiz("no/such/folder", "model"), new MatizListenOptions { Port = first.Address.Port });
        var refused = await Assert.ThrowsAsync<MatizServerException>(() => second.StartAsync());
        Assert.StartsWith(
            $"127.0.0.1:{first.Address.Port}: the port is taken by another program. A free one was expected. ", refused.Message,
            StringComparison.Ordinal);
    }
}
