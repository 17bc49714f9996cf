using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// <c>POST /embed</c>: a vector of each text, as a list of lists also for one text; scaled to length 1 unless <c>normalize</c> is false.
/// Ids of tokens may stand in place of a text: the model reads them as they are.
/// </summary>
internal static class EmbedRoute
{
    private const string Inputs = "inputs";

    public static Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, ComputeRecord record) =>
        AnswerAsync(
            request, body, record,
            Read(body) with
            {
                Normalizes = JsonFields.Flag(body, "normalize", defaultValue: true),
                Dimensions = JsonFields.Whole(body, "dimensions", least: 1),
            },
            (json, vectors) => VectorJson.Write(json, vectors[0]));

    /// <summary><c>POST /embed_all</c>: a vector of each token of each text, special tokens included, unscaled.</summary>
    public static Task<Action<Utf8JsonWriter>> AnswerAllAsync(ServerRequest request, JsonElement body, ComputeRecord record) =>
        AnswerAsync(
            request, body, record, Read(body) with { EachToken = true }, static (json, vectors) => VectorJson.WriteAll(json, vectors));

    /// <summary><c>POST /embed_sparse</c>: refused, since no model here gives sparse vectors.</summary>
    public static Task<Action<Utf8JsonWriter>> AnswerSparseAsync(ServerRequest request, JsonElement body, ComputeRecord record)
    {
        EmbedInputs.Read(JsonFields.Required(body, Inputs), Inputs).RequireNoneEmpty(Inputs);
        var model = request.Rent(null, ModelUse.Any);
        throw new RequestException(
            RequestFault.WrongModel,
            $"model is not an embedding model with SPLADE pooling: '{model.Name}' gives no sparse vectors. Ask /embed for dense ones.");
    }

    private static async Task<Action<Utf8JsonWriter>> AnswerAsync(
        ServerRequest request, JsonElement body, ComputeRecord record, EmbeddingRequest asked,
        Action<Utf8JsonWriter, IReadOnlyList<float[]>> write)
    {
        var inputs = EmbedInputs.Read(JsonFields.Required(body, Inputs), Inputs).RequireNoneEmpty(Inputs);
        var model = request.Rent(null, ModelUse.Embed);
        var embedded = await record.MeasureAsync(() => model.EmbedAsync(inputs.All, asked, request.Aborted)).ConfigureAwait(false);
        record.Count(inputs.All);
        record.CountTokens(embedded.TokenCounts);
        return json =>
        {
            json.WriteStartArray();
            foreach (var vectors in embedded.Vectors) write(json, vectors);
            json.WriteEndArray();
        };
    }

    private static EmbeddingRequest Read(JsonElement body) => new()
    {
        PromptName = JsonFields.Optional(body, "prompt_name") is { } name ? JsonFields.Text(name, "prompt_name") : null,
        Truncates = TruncationMembers.Truncates(body),
        TruncationSide = TruncationMembers.Side(body),
    };
}
