using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// <c>POST /rerank</c>: how well each of some texts answers a query, the best first. It wants a classifier of exactly one label, which
/// reads the query and a text as a pair; the first such model answers.
/// </summary>
internal static class RerankRoute
{
    private const string QueryKey = "query", TextsKey = "texts";

    public static async Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, ComputeRecord record)
    {
        string query = JsonFields.Text(JsonFields.Required(body, QueryKey), QueryKey);
        var list = JsonFields.Required(body, TextsKey);
        if (list.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong(TextsKey, list, "a list of texts");
        var texts = JsonFields.Texts(list, TextsKey);
        if (texts.Count == 0) throw Empty();
        var asked = PredictRoute.Options(body);
        bool returnsText = JsonFields.Flag(body, "return_text", defaultValue: false);
        var pairs = texts.Select(text => new TextInput(query, text)).ToList();
        if (query.Length == 0 && texts.Any(text => text.Length == 0)) throw Empty();
        var model = Reranker(request);
        var options = asked with { FunctionToApply = asked.FunctionToApply ?? ScoreDefault.Of(model) };
        var answers = await record.MeasureAsync(() => model.ClassifyAsync(pairs, options, request.Aborted)).ConfigureAwait(false);
        record.Count(pairs);
        record.Keep(answers);
        float[] scores = [.. answers.Select(answer => answer.Scores[0].Score)];
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(index => scores[index])];
        return json =>
        {
            json.WriteStartArray();
            foreach (int index in order)
            {
                json.WriteStartObject();
                json.WriteNumber("index", index);
                if (returnsText) json.WriteString("text", texts[index]);
                json.WriteNumber("score", scores[index]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        };
    }

    /// <summary>Whether a model is one for this: a classifier of one label.</summary>
    public static bool IsReranker(ServedModel model) => model.Classifier is { Labels.Count: 1 };

    /// <summary>Whether a request is one for this, whatever model there is.</summary>
    public static bool Fits(JsonElement body) => body.TryGetProperty(QueryKey, out _) && body.TryGetProperty(TextsKey, out _);

    private static ServedModel Reranker(ServerRequest request)
    {
        string? name = request.Shelf.Slots.FirstOrDefault(slot => IsReranker(slot.Current))?.Name;
        var model = request.Rent(name, ModelUse.Classify);
        return IsReranker(model) ? model : throw new RequestException(
            RequestFault.WrongModel,
            $"model is not a re-ranker model: '{model.Name}' has {model.Classifier!.Labels.Count} labels. A classifier of one label was "
            + "expected. Ask /predict for its labels.");
    }

    private static RequestException Empty() =>
        new(RequestFault.Empty, $"'{TextsKey}' cannot be empty. At least one text was expected. Add one.");
}
