using System.Net;
using Matiz.Hub;

namespace Matiz.Tests.Hub;

/// <summary>Answers requests as a test says, without any network, and remembers them.</summary>
internal sealed class FakeServer(Func<HttpRequestMessage, int, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<(string Method, Uri Address, string? Token, string? Range)> Requests { get; } = [];

    /// <summary>One answer after another; the last one for all that come later.</summary>
    public static FakeServer Of(params HttpResponseMessage[] answers) =>
        new((_, number) => Copy(answers[Math.Min(number, answers.Length - 1)]));

    /// <summary>An answer with headers given as <c>Name: value</c>.</summary>
    public static HttpResponseMessage Answer(int status, string body = "", params string[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        answer.Content.Headers.ContentType = null;
        foreach (string header in headers)
        {
            string[] parts = header.Split(": ", 2);
            if (!answer.Headers.TryAddWithoutValidation(parts[0], parts[1]))
            {
                answer.Content.Headers.Remove(parts[0]);
                answer.Content.Headers.TryAddWithoutValidation(parts[0], parts[1]);
            }
        }

        return answer;
    }

    public HubClient Client(string? token = "", Func<HubOptions, HubOptions>? change = null)
    {
        var options = new HubOptions
        {
            Token = token,
            HomeFolder = Path.Combine(Path.GetTempPath(), "matiz-hub-none"),
            Clock = new EagerClock(),
            Handler = this,
        };
        return new HubClient(change?.Invoke(options) ?? options);
    }

    // What is answered is disposed of.
    private static HttpResponseMessage Copy(HttpResponseMessage answer)
    {
        var copy = new HttpResponseMessage(answer.StatusCode)
        {
            Content = new ByteArrayContent(answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult()),
        };
        foreach (var header in answer.Headers.NonValidated) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        foreach (var header in answer.Content.Headers.NonValidated)
        {
            copy.Content.Headers.Remove(header.Key);
            copy.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return copy;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? token = request.Headers.TryGetValues("Authorization", out var values) ? string.Join(',', values) : null;
        Requests.Add((request.Method.Method, request.RequestUri!, token, request.Headers.Range?.ToString()));
        var reply = answer(request, Requests.Count - 1);
        reply.RequestMessage = request;
        return Task.FromResult(reply);
    }
}
