using System.Text.Json;
using Matiz.Testing;

namespace Matiz.Benchmarks.Serve;

/// <summary>Requests of single short texts, and the answers that they have when nobody else asks.</summary>
internal sealed class ServeLoad
{
    private readonly int _port;
    private readonly byte[][] _requests, _answers;

    private ServeLoad(int port, byte[][] requests, byte[][] answers) => (_port, _requests, _answers) = (port, requests, answers);

    /// <summary>A client that compares every answer with the first one to the same request.</summary>
    public LoadClient Client(bool needsServer = true) => new(
        _port, _requests, (request, answer) => answer.Body.AsSpan().SequenceEqual(_answers[request]))
    {
        NeedsServer = needsServer,
    };

    /// <summary>Asks for the answers, one by one.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="texts">How many texts differ.</param>
    public static async Task<ServeLoad> BeginAsync(int port, int texts = 500)
    {
        byte[][] requests =
        [
            .. ShortTexts.Make(texts).Select(text => WireConnection.Request(
                "POST", "/predict", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["inputs"] = text }))),
        ];
        var answers = new byte[texts][];
        using var connection = await WireConnection.OpenAsync(port);
        for (int i = 0; i < texts; i++)
        {
            var answer = await connection.AskAsync(requests[i]) ?? throw new ArgumentException("no answer to a single request.");
            answers[i] = answer.Status == 200 ? answer.Body : throw new ArgumentException($"{answer.Status} {answer.Text}");
        }

        return new ServeLoad(port, requests, answers);
    }
}
