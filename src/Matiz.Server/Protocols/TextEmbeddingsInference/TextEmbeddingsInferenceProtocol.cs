using System.Text.Json;
using Matiz.Server.Page;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// The routes of text-embeddings-inference. They name no model: the first that can do it answers, and any classifier gives embeddings too.
/// Members of a body that are not known are passed over, as the original does.
/// </summary>
internal sealed class TextEmbeddingsInferenceProtocol : IProtocol
{
    public string Name => "text-embeddings-inference";

    public IErrorBody Errors { get; } = new TextEmbeddingsInferenceErrors();

    public void Map(ProtocolRoutes routes)
    {
        routes.Post("/predict", Told(PredictRoute.AnswerAsync));
        if (routes.IsBelowPattern) routes.Post("/", Told(PredictRoute.AnswerAsync));
        routes.Post("/rerank", Told(RerankRoute.AnswerAsync));
        routes.Post("/embed", Told(EmbedRoute.AnswerAsync));
        routes.Post("/embed_all", Told(EmbedRoute.AnswerAllAsync));
        routes.Post("/embed_sparse", Told(EmbedRoute.AnswerSparseAsync));
        routes.Post("/similarity", Told(SimilarityRoute.AnswerAsync));
        routes.Post("/invocations", Told(ModelRoute.AnswerAsync));
        routes.Post("/tokenize", Plain(TokenizeRoute.AnswerAsync));
        routes.Post("/decode", Plain(DecodeRoute.AnswerAsync));
        routes.Post("/vertex", Plain(ModelRoute.AnswerInstancesAsync));
        routes.Get("/info", InfoRoute.AnswerAsync);
        routes.Get("/health", HealthAsync, isOpen: true);
        routes.Get("/ping", HealthAsync, isOpen: true);
        routes.Get("/", FrontAsync, isOpen: true);
    }

    /// <summary>Makes the answer to a body, an object, and keeps what it was in the record.</summary>
    private delegate Task<Action<Utf8JsonWriter>> Route(ServerRequest request, JsonElement body, ComputeRecord record);

    // The headers x-compute-… tell of what was computed.
    private static Func<ServerRequest, Task> Told(Route route) => async request =>
    {
        var record = new ComputeRecord();
        var body = JsonFields.Object(await request.ReadJsonAsync().ConfigureAwait(false));
        var write = await route(request, body, record).ConfigureAwait(false);
        record.WriteTo(request);
        await request.WriteJsonAsync(write).ConfigureAwait(false);
    };

    private static Func<ServerRequest, Task> Plain(Func<ServerRequest, JsonElement, Task<Action<Utf8JsonWriter>>> route) => async request =>
    {
        var body = JsonFields.Object(await request.ReadJsonAsync().ConfigureAwait(false));
        await request.WriteJsonAsync(await route(request, body).ConfigureAwait(false)).ConfigureAwait(false);
    };

    // A browser that opens the address gets the page, where there is one.
    private static async Task FrontAsync(ServerRequest request)
    {
        if (!await PageProtocol.TryWriteAsync(request).ConfigureAwait(false)) await HealthAsync(request).ConfigureAwait(false);
    }

    private static Task HealthAsync(ServerRequest request)
    {
        if (!request.Shelf.IsReady) throw new RequestException(RequestFault.Unavailable, "the models are being loaded.");
        request.Context.Response.StatusCode = StatusCodes.Status200OK;
        return Task.CompletedTask;
    }
}
