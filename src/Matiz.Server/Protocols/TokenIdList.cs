using System.Text.Json;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols;

/// <summary>Reads the ids of tokens.</summary>
internal static class TokenIdList
{
    /// <summary>A list of ids; it may be empty.</summary>
    /// <exception cref="RequestException">It is something else, or holds something else.</exception>
    public static int[] Read(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong(name, value, "a list of token ids");
        int[] ids = new int[value.GetArrayLength()];
        int next = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out int id) || id < 0)
                throw JsonFields.Wrong($"{name}[{next}]", item, "a token id, a whole number from 0");
            ids[next++] = id;
        }

        return ids;
    }
}
