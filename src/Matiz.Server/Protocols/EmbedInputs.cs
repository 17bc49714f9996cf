using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols;

/// <summary>What a request wants embedded: a text, the ids of its tokens, or a list of either.</summary>
/// <param name="All">The texts and ids, in their order.</param>
/// <param name="IsSingle">Whether one was sent that is no list.</param>
internal sealed record EmbedInputs(IReadOnlyList<EmbedInput> All, bool IsSingle)
{
    private const string Expected = "a text, the ids of its tokens, or a list of either";

    /// <summary>Reads a member. A list of numbers is the ids of one text.</summary>
    /// <exception cref="RequestException">It is something else, or an empty list.</exception>
    public static EmbedInputs Read(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.String) return new EmbedInputs([new EmbedInput(JsonFields.Text(value, name))], IsSingle: true);
        if (value.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong(name, value, Expected);
        int count = value.GetArrayLength();
        if (count == 0) throw Empty(name);
        if (value[0].ValueKind == JsonValueKind.Number)
            return new EmbedInputs([new EmbedInput(TokenIdList.Read(value, name))], IsSingle: true);
        var all = new List<EmbedInput>(count);
        foreach (var item in value.EnumerateArray())
        {
            string place = $"{name}[{all.Count}]";
            all.Add(item.ValueKind switch
            {
                JsonValueKind.String => new EmbedInput(JsonFields.Text(item, place)),
                JsonValueKind.Array => new EmbedInput(TokenIdList.Read(item, place)),
                _ => throw JsonFields.Wrong(place, item, "a text or the ids of its tokens"),
            });
        }

        return new EmbedInputs(all, IsSingle: false);
    }

    /// <summary>Refuses a text without a character and a list without an id, as text-embeddings-inference does.</summary>
    /// <exception cref="RequestException">There is one.</exception>
    public EmbedInputs RequireNoneEmpty(string name) => All.Any(input => input.IsEmpty) ? throw Empty(name) : this;

    private static RequestException Empty(string name) =>
        new(RequestFault.Empty, $"'{name}' cannot be empty. A text of at least one character was expected. Fill it in, or leave it out.");
}
