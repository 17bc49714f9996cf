using System.Text.Json;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.MatizV1;

/// <summary>
/// Our own routes: <c>/matiz/v1/classify</c> says of each row what <c>predict --json</c> says, in the same numbers, with the model's name
/// and version, and whether the model gives no label; <c>/matiz/v1/models</c> says what is served. Unknown members are faults.
/// </summary>
internal sealed class MatizV1Protocol : IProtocol
{
    public string Name => "matiz";

    public IErrorBody Errors => ProblemJson.Instance;

    public void Map(ProtocolRoutes routes)
    {
        routes.Post("/matiz/v1/classify", ClassifyAsync);
        routes.Get("/matiz/v1/models", ModelsAsync);
    }

    private static async Task ClassifyAsync(ServerRequest request)
    {
        var body = ClassifyBody.Read(await request.ReadJsonAsync().ConfigureAwait(false));
        var model = request.Rent(body.Model, ModelUse.Classify);
        RequestLimits.RequireTexts(body.Rows.Count, request.Options.MostBatch);
        if (body.Options.TopK is not null && !model.Classifier!.Task.HasClasses)
        {
            throw new RequestException(
                RequestFault.Invalid,
                "'options.top_k' is given, but this model gives numbers (regression), which have no scores. "
                + "None was expected. Leave it out.");
        }

        var predictions = await OptionFaults.NameMembersAsync(
            ClassifyOptions.MemberOf, () => model.ClassifyAsync(body.Texts, body.Options, request.Aborted)).ConfigureAwait(false);
        AbstentionHeader.Tell(request, predictions);
        await request.WriteJsonAsync(json => Write(json, model, body, predictions)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, ServedModel model, ClassifyBody body, IReadOnlyList<Prediction> predictions)
    {
        json.WriteStartObject();
        json.WriteStartObject("model");
        json.WriteString("name", model.Name);
        json.WriteString("version", model.Version);
        json.WriteEndObject();
        json.WriteStartArray("predictions");
        for (int i = 0; i < predictions.Count; i++)
        {
            var answer = new Answer(body.Rows[i], predictions[i], body.Options.TopK);
            json.WriteStartObject();
            if (answer.Row.Id is { } id) json.WriteString("id", id);
            answer.WriteMembers(json);
            json.WriteBoolean("abstained", AbstentionHeader.Abstains(predictions[i]));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Task ModelsAsync(ServerRequest request)
    {
        if (!request.Shelf.IsReady)
            throw new RequestException(RequestFault.Unavailable, "the models are being loaded. Send the request again in a moment.");
        return request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("models");
            foreach (var slot in request.Shelf.Slots) ModelDescription.Write(json, slot.Current);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
