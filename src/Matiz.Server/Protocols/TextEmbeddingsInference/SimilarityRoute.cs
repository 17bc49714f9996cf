using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary><c>POST /similarity</c>: the cosine of a sentence's embedding and of each of some others.</summary>
internal static class SimilarityRoute
{
    public static async Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, ComputeRecord record)
    {
        var similarity = SentenceSimilarity.Read(JsonFields.Required(body, "inputs"));
        var asked = new EmbeddingRequest { Normalizes = false };
        if (JsonFields.Optional(body, "parameters") is { } parameters)
        {
            JsonFields.Object(parameters, "parameters");
            asked = asked with
            {
                PromptName = JsonFields.Optional(parameters, "prompt_name") is { } name ? JsonFields.Text(name, "prompt_name") : null,
                Truncates = TruncationMembers.Truncates(parameters),
                TruncationSide = TruncationMembers.Side(parameters),
            };
        }

        var inputs = similarity.Inputs;
        if (inputs.Any(input => input.IsEmpty))
            throw new RequestException(RequestFault.Empty, "'inputs' cannot be empty. Texts of at least one character were expected.");
        var model = request.Rent(null, ModelUse.Embed);
        var embedded = await record.MeasureAsync(() => model.EmbedAsync(inputs, asked, request.Aborted)).ConfigureAwait(false);
        record.Count(inputs);
        record.CountTokens(embedded.TokenCounts);
        return json => VectorJson.Write(json, SentenceSimilarity.Compare(embedded));
    }
}
