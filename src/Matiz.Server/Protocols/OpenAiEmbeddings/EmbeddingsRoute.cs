using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.OpenAiEmbeddings;

/// <summary>
/// <c>POST /v1/embeddings</c>: <c>input</c> is a text, a list of texts, the ids of one text's tokens or a list of such; vectors have length
/// 1. Ids are those of the served model's own tokenizer: a client that counts in OpenAI's tokens must be told to send texts. Members that
/// are not known here are passed over, as text-embeddings-inference does.
/// </summary>
internal static class EmbeddingsRoute
{
    private const string Input = "input", ModelKey = "model";

    public static async Task AnswerAsync(ServerRequest request)
    {
        var body = JsonFields.Object(await request.ReadJsonAsync().ConfigureAwait(false));
        var inputs = EmbedInputs.Read(JsonFields.Required(body, Input), Input).RequireNoneEmpty(Input);
        string? name = JsonFields.Optional(body, ModelKey) is { } given ? JsonFields.Text(given, ModelKey) : null;
        if (JsonFields.Optional(body, "user") is { } user) JsonFields.Text(user, "user");
        bool asBase64 = VectorJson.WantsBase64(body);
        var asked = new EmbeddingRequest { Normalizes = true, Dimensions = JsonFields.Whole(body, "dimensions", least: 1) };
        var model = request.Rent(name, ModelUse.Embed);
        var embedded = await model.EmbedAsync(inputs.All, asked, request.Aborted).ConfigureAwait(false);
        long tokens = embedded.TokenCounts.Sum(count => (long)count);
        await request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            for (int i = 0; i < embedded.Vectors.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("object", "embedding");
                json.WritePropertyName("embedding");
                VectorJson.Write(json, embedded.Vectors[i][0], asBase64);
                json.WriteNumber("index", i);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("model", model.Name);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("total_tokens", tokens);
            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
