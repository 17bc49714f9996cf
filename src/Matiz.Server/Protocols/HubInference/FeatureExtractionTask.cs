using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>
/// <c>feature-extraction</c>: the vector of one text as a list of numbers, of a list of texts a list of vectors. Its settings stand beside
/// <c>inputs</c>; vectors have length 1 unless <c>normalize</c> is false, as text-embeddings-inference, which the Hub runs for this task.
/// With <c>"encoding_format": "base64"</c> a vector is one text.
/// </summary>
internal sealed class FeatureExtractionTask : IHubTask
{
    private const string Inputs = "inputs", Normalize = "normalize", Prompt = "prompt_name", Dimensions = "dimensions";

    public string Name => "feature-extraction";

    public ModelUse Use => ModelUse.Embed;

    public async Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, string? modelName)
    {
        HubForeign.RequireKnown(
            body, Name, Inputs, Normalize, TruncationMembers.TruncateKey, TruncationMembers.DirectionKey, Prompt, Dimensions,
            VectorJson.FormatKey, "parameters", HubOptions.Key);
        HubOptions.Require(body);
        if (JsonFields.Optional(body, "parameters") is { } parameters)
            HubForeign.RequireKnown(JsonFields.Object(parameters, "parameters"), Name);
        var inputs = JsonFields.Required(body, Inputs);
        var texts = JsonFields.Texts(inputs, Inputs);
        bool asBase64 = VectorJson.WantsBase64(body);
        var asked = new EmbeddingRequest
        {
            Normalizes = JsonFields.Flag(body, Normalize, defaultValue: true),
            Truncates = TruncationMembers.Truncates(body),
            TruncationSide = TruncationMembers.Side(body),
            PromptName = JsonFields.Optional(body, Prompt) is { } name ? JsonFields.Text(name, Prompt) : null,
            Dimensions = JsonFields.Whole(body, Dimensions, least: 1),
        };
        var model = request.Rent(modelName, Use);
        var embedded = await model.EmbedAsync([.. texts.Select(text => new EmbedInput(text))], asked, request.Aborted)
            .ConfigureAwait(false);
        return inputs.ValueKind == JsonValueKind.String
            ? json => VectorJson.Write(json, embedded.Vectors[0][0], asBase64)
            : json => VectorJson.WriteAll(json, embedded.Vectors.Select(vectors => vectors[0]), asBase64);
    }
}
