using System.Diagnostics;
using System.Globalization;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Server.Telemetry;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// What a request was: its characters and tokens, and where its time went; text-embeddings-inference tells it in headers.
/// </summary>
internal sealed class ComputeRecord
{
    private readonly long _start = Stopwatch.GetTimestamp();

    private long _characters, _tokens;
    private TimeSpan _tokenization, _waiting, _computing;
    private IReadOnlyList<Prediction> _answers = [];

    /// <summary>Waits for a computation of a model, and keeps where its time went.</summary>
    public async Task<T> MeasureAsync<T>(Func<Task<T>> compute)
    {
        var result = await compute().ConfigureAwait(false);
        if (RequestRecord.Current?.Times is not { } times) return result;
        _tokenization += times.Encoding;
        _waiting += times.Waiting;
        _computing += times.Computing;
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

    /// <summary>Tells it. Times are whole milliseconds.</summary>
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
        headers["x-queue-time"] = Milliseconds(_waiting);
        headers["x-inference-time"] = Milliseconds(_computing);
    }

    private static long CharactersOf(string text)
    {
        long count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
