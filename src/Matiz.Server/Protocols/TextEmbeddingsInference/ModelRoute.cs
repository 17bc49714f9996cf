using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// <c>POST /invocations</c> (SageMaker): what the first model is for: <c>/rerank</c> of a classifier of one label, <c>/predict</c> of
/// another, else <c>/embed</c>. And <c>POST /vertex</c>: the same for each of several requests, <c>{"instances": […]}</c>.
/// </summary>
internal static class ModelRoute
{
    private const string Instances = "instances";

    public static Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, ComputeRecord record)
    {
        var first = request.Shelf.Find(null, ModelUse.Any).Current;
        return RerankRoute.IsReranker(first) ? RerankRoute.AnswerAsync(request, body, record) : AnswerTexts(request, body, record, first);
    }

    /// <summary>The answer to several requests; what looks like one for <c>/rerank</c> goes there.</summary>
    public static async Task<Action<Utf8JsonWriter>> AnswerInstancesAsync(ServerRequest request, JsonElement body)
    {
        var instances = JsonFields.Required(body, Instances);
        if (instances.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong(Instances, instances, "a list of requests");
        RequestLimits.RequireTexts(instances.GetArrayLength(), request.Options.MostBatch);
        var first = request.Shelf.Find(null, ModelUse.Any).Current;
        int number = 0;
        foreach (var instance in instances.EnumerateArray()) JsonFields.Object(instance, $"{Instances}[{number++}]");
        var answers = instances.EnumerateArray().Select(instance => AnswerInstance(request, instance, first)).ToList();
        var writes = await Task.WhenAll(answers).ConfigureAwait(false);
        return json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("predictions");
            foreach (var write in writes) write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        };
    }

    // Each with a record of its own: they run at the same time. A fault of one is thrown when all have ended.
    private static async Task<Action<Utf8JsonWriter>> AnswerInstance(ServerRequest request, JsonElement instance, ServedModel first)
    {
        var record = new ComputeRecord();
        var answer = RerankRoute.Fits(instance)
            ? RerankRoute.AnswerAsync(request, instance, record)
            : AnswerTexts(request, instance, record, first);
        return await answer.ConfigureAwait(false);
    }

    private static Task<Action<Utf8JsonWriter>> AnswerTexts(
        ServerRequest request, JsonElement body, ComputeRecord record, ServedModel model) =>
        model.Classifier is null ? EmbedRoute.AnswerAsync(request, body, record) : PredictRoute.AnswerAsync(request, body, record);
}
