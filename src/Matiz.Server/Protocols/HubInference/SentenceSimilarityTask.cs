using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.HubInference;

/// <summary><c>sentence-similarity</c>: for each of some sentences the cosine of its embedding and the source sentence's.</summary>
internal sealed class SentenceSimilarityTask : IHubTask
{
    private const string Inputs = "inputs";

    public string Name => "sentence-similarity";

    public ModelUse Use => ModelUse.Embed;

    public async Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, string? modelName)
    {
        HubForeign.RequireKnown(body, Name, Inputs, "parameters", HubOptions.Key);
        HubOptions.Require(body);
        if (JsonFields.Optional(body, "parameters") is { } parameters)
            HubForeign.RequireKnown(JsonFields.Object(parameters, "parameters"), Name);
        var inputs = JsonFields.Object(JsonFields.Required(body, Inputs), Inputs);
        JsonFields.RequireKnown(inputs, SentenceSimilarity.SourceKey, SentenceSimilarity.OthersKey);
        var similarity = SentenceSimilarity.Read(inputs);
        var model = request.Rent(modelName, Use);
        var embedded = await model
            .EmbedAsync(similarity.Inputs, new EmbeddingRequest { Normalizes = false }, request.Aborted).ConfigureAwait(false);
        return json => VectorJson.Write(json, SentenceSimilarity.Compare(embedded));
    }
}
