using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// <c>POST /decode</c>: the text of a list of token ids, or of several lists. Ids that the vocabulary lacks have no text, as in the
/// reference's tokenizer.
/// </summary>
internal static class DecodeRoute
{
    private const string Ids = "ids";

    public static Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body)
    {
        var value = JsonFields.Required(body, Ids);
        if (value.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong(Ids, value, "a list of token ids, or a list of such lists");
        bool isList = value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Array;
        var lists = new List<int[]>();
        if (!isList) lists.Add(TokenIdList.Read(value, Ids));
        else foreach (var item in value.EnumerateArray()) lists.Add(TokenIdList.Read(item, $"{Ids}[{lists.Count}]"));
        if (lists.Exists(ids => ids.Length == 0)) throw new RequestException(RequestFault.Empty, $"`{Ids}` cannot be empty");
        RequestLimits.RequireTexts(lists.Count, request.Options.MostBatch);
        bool skips = JsonFields.Flag(body, "skip_special_tokens", defaultValue: true);
        var tokenizer = request.Rent(null, ModelUse.Any).Tokenizer;
        string[] texts = [.. lists.Select(ids => tokenizer.Decode(ids, skips))];
        return Task.FromResult<Action<Utf8JsonWriter>>(json =>
        {
            json.WriteStartArray();
            foreach (string text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        });
    }
}
