using System.Diagnostics;
using System.Globalization;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// What a request was: its characters and tokens, and where its time went; text-embeddings-inference tells it in headers.
/// </summary>
internal sealed class ComputeRecord
{
    private readonly long _start = Stopwatch.GetTimestamp();

    private long _characters, _tokens;
    private TimeSpan _tokenization, _computation;
    private IReadOnlyList<Prediction> _answers = [];

    /// <summary>Measures a computation: it is handed over encoded, so that what comes after is waiting and computing.</summary>
    public async Task<T> MeasureAsync<T>(Func<Task<T>> compute)
    {
        long start = Stopwatch.GetTimestamp();
        var answer = compute();
        long encoded = Stopwatch.GetTimestamp();
        var result = await answer.ConfigureAwait(false);
        _tokenization += Stopwatch.GetElapsedTime(start, encoded);
        _computation += Stopwatch.GetElapsedTime(encoded);
        return result;
    }

    /// <summary>Counts the characters of texts, as Unicode does: a pair of surrogates is one.</summary>
    public void Count(IEnumerable<TextInput> texts)
    {
        foreach (var text in texts) _characters += CharactersOf(text.Text) + CharactersOf(text.TextPair ?? "");
    }

    /// <summary>Counts the characters of texts; ids of tokens count one each.</summary>
    public void Count(IEnumerable<EmbedInput> inputs)
    {
        foreach (var input in inputs) _characters += input.Text is { } text ? CharactersOf(text) : input.Ids!.Length;
    }

    /// <summary>Counts tokens that the model has read.</summary>
    public void CountTokens(IEnumerable<int> tokens)
    {
        foreach (int count in tokens) _tokens += count;
    }

    /// <summary>Keeps answers: their tokens, and whether a label is given.</summary>
    public void Keep(IReadOnlyList<Prediction> answers)
    {
        _answers = answers;
        CountTokens(answers.Select(answer => answer.TokenCount));
    }

    /// <summary>Tells it. Times are whole milliseconds; the computation's includes the time in the queue.</summary>
    public void WriteTo(ServerRequest request)
    {
        AbstentionHeader.Tell(request, _answers);
        var headers = request.Context.Response.Headers;
        string total = Milliseconds(Stopwatch.GetElapsedTime(_start));
        headers["x-compute-type"] = "cpu";
        headers["x-compute-time"] = total;
        headers["x-compute-characters"] = _characters.ToString(CultureInfo.InvariantCulture);
        headers["x-compute-tokens"] = _tokens.ToString(CultureInfo.InvariantCulture);
        headers["x-total-time"] = total;
        headers["x-tokenization-time"] = Milliseconds(_tokenization);
        headers["x-queue-time"] = "0";
        headers["x-inference-time"] = Milliseconds(_computation);
    }

    private static long CharactersOf(string text)
    {
        long count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
