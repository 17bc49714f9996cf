using System.Text.Json;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.Classify;

/// <summary>
/// <c>/classify</c> as vLLM has it, and <c>/v1/classify</c> as SGLang does. Every model answers: of several labels a text and of a
/// regression, <c>probs</c> are the scores that the model's problem type says, and <c>label</c> is that of the greatest (vLLM does the
/// same; SGLang takes a softmax of everything).
/// </summary>
internal sealed class ClassifyProtocol : IProtocol
{
    public string Name => "classify";

    public IErrorBody Errors { get; } = new ClassifyErrors();

    public void Map(ProtocolRoutes routes)
    {
        routes.Post("/classify", ClassifyAsync);
        routes.Post("/v1/classify", ClassifyAsync);
    }

    private static async Task ClassifyAsync(ServerRequest request)
    {
        var body = ClassifyBody.Read(await request.ReadJsonAsync().ConfigureAwait(false), request.Context.Request.Headers);
        var model = request.Rent(body.Model, ModelUse.Classify);
        RequestLimits.RequireTexts(body.Texts.Count, request.Options.MostBatch);
        var predictions = await OptionFaults.NameMembersAsync(
            ClassifyBody.MemberOf, () => model.ClassifyAsync(body.Texts, body.Options, request.Aborted)).ConfigureAwait(false);
        AbstentionHeader.Tell(request, predictions);
        await request.WriteJsonAsync(json => Write(json, body.Id, model, predictions)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, string id, ServedModel model, IReadOnlyList<Prediction> predictions)
    {
        int tokens = 0;
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("object", "list");
        json.WriteNumber("created", DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        json.WriteString("model", model.Name);
        json.WriteStartArray("data");
        for (int i = 0; i < predictions.Count; i++)
        {
            WriteRow(json, i, model.Classifier!, predictions[i]);
            tokens += predictions[i].TokenCount;
        }

        json.WriteEndArray();
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", tokens);
        json.WriteNumber("total_tokens", tokens);
        json.WriteNumber("completion_tokens", 0);
        json.WriteNull("prompt_tokens_details");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The likeliest label stands there even where the model would rather give none: the header tells of that.
    private static void WriteRow(Utf8JsonWriter json, int index, TextClassifier classifier, Prediction prediction)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteString("label", classifier.Labels.NameOf(prediction.TopLabels.First()));
        json.WriteStartArray("probs");
        foreach (var (_, score) in prediction.Scores) json.WriteNumberValue(score);
        json.WriteEndArray();
        json.WriteNumber("num_classes", prediction.Scores.Count);
        json.WriteEndObject();
    }
}
