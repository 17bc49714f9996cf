using System.Text;
using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Sharing;
using Matiz.Training;

namespace Matiz.Server.Page;

/// <summary>What a model's folder says of it: its card and the results of its training.</summary>
/// <param name="Card">The beginning of its <c>README.md</c>; null where it has none.</param>
/// <param name="CardIsCut">Whether there is more of it.</param>
/// <param name="Results">The numbers of <c>all_results.json</c>; null: undefined.</param>
internal sealed record PageAbout(string? Card, bool CardIsCut, IReadOnlyList<KeyValuePair<string, double?>> Results)
{
    private const int MostCardBytes = 200_000, MostResultBytes = 1_000_000;

    /// <summary>Reads both; what is not sound is left out.</summary>
    public static PageAbout Read(ServedModel model)
    {
        byte[]? card = SmallFile.ReadStart(model.Files, ModelCard.FileName, MostCardBytes + 1);
        bool isCut = card?.Length > MostCardBytes;
        return new PageAbout(card is null ? null : Decode(card, isCut), isCut, ReadResults(model));
    }

    /// <summary><c>card card_is_cut results{}</c></summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("card", Card);
        json.WriteBoolean("card_is_cut", CardIsCut);
        json.WriteStartObject("results");
        foreach (var (key, value) in Results)
        {
            if (value is { } number) json.WriteNumber(key, number);
            else json.WriteNull(key);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // A cut ends at a whole line, and so at a whole character.
    private static string Decode(byte[] bytes, bool isCut)
    {
        string text = Encoding.UTF8.GetString(isCut ? bytes.AsSpan(0, MostCardBytes) : bytes).TrimStart('\uFEFF');
        return isCut && text.LastIndexOf('\n') is > 0 and var end ? text[..end] : text;
    }

    private static List<KeyValuePair<string, double?>> ReadResults(ServedModel model)
    {
        var results = new List<KeyValuePair<string, double?>>();
        if (SmallFile.Read(model.Files, RunFiles.AllResults, MostResultBytes) is not { } bytes) return results;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Null) results.Add(new(property.Name, null));
                else if (property.Value.TryGetDouble(out double value) && double.IsFinite(value)) results.Add(new(property.Name, value));
            }

            return results;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
