using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tokenizers;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>The routes of text-embeddings-inference.</summary>
internal sealed class TextEmbeddingsInferenceProtocol : IProtocol
{
    public string Name => "text-embeddings-inference";

    public IErrorBody Errors { get; } = new TextEmbeddingsInferenceErrors();

    public void Map(ProtocolRoutes routes)
    {
        routes.Post("/predict", PredictAsync);
        if (routes.IsBelowPattern) routes.Post("/", PredictAsync);
        routes.Get("/health", HealthAsync, isOpen: true);
        routes.Get("/ping", HealthAsync, isOpen: true);
        routes.Get("/", HealthAsync, isOpen: true);
    }

    private static async Task PredictAsync(ServerRequest request)
    {
        var body = JsonFields.Object(await request.ReadJsonAsync().ConfigureAwait(false));
        string text = JsonFields.Text(JsonFields.Required(body, "inputs"), "inputs");
        var model = request.Rent(null, ModelUse.Classify);
        var answers = await model.ClassifyAsync([new TextInput(text)], null, request.Aborted).ConfigureAwait(false);
        await request.WriteJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (var (label, score) in answers[0].Top)
            {
                json.WriteStartObject();
                json.WriteNumber("score", score);
                json.WriteString("label", label);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private static Task HealthAsync(ServerRequest request)
    {
        if (!request.Shelf.IsReady) throw new RequestException(RequestFault.Unavailable, "the models are being loaded.");
        request.Context.Response.StatusCode = StatusCodes.Status200OK;
        return Task.CompletedTask;
    }
}
