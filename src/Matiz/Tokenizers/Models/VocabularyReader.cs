using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Models;

/// <summary>Reads and checks vocabularies.</summary>
internal static class VocabularyReader
{
    /// <summary>
    /// A JSON object of tokens and ids. A token listed twice has its last id, as in the reference; two tokens of one id are an error.
    /// </summary>
    public static Vocabulary Read(JsonCursor json)
    {
        var ids = new Dictionary<string, int>(Math.Min(json.CountProperties(), Vocabulary.IdLimit), StringComparer.Ordinal);
        foreach (var (token, value) in json.AsObject())
        {
            ids[token] = value.AsId();
        }

        RefuseSharedIds(ids, json);
        return new Vocabulary(ids);
    }

    private static void RefuseSharedIds(Dictionary<string, int> ids, JsonCursor json)
    {
        var seen = new HashSet<int>(ids.Count);
        foreach (var (token, id) in ids)
        {
            if (seen.Add(id)) continue;
            string other = ids.First(entry => entry.Value == id).Key;
            throw json.Error($"gives the id {id} to both '{other}' and '{token}'", "one id a token");
        }
    }
}
