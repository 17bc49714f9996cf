using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Tokenizers;

namespace Matiz.Server.Page;

/// <summary>How a model reads a text: its tokens with their places, those included that are cut off.</summary>
/// <param name="Count">Tokens that the model reads, special ones included.</param>
/// <param name="Dropped">Tokens that are cut off.</param>
/// <param name="All">Every token in its place, before any cut; null where the text is too long to be shown.</param>
/// <param name="Kept">For the first and the second text: the tokens that stay.</param>
/// <param name="CutsLeft">Whether the beginning is cut off, not the end.</param>
internal sealed record PageTokens(int Count, int Dropped, Encoding? All, int[] Kept, bool CutsLeft)
{
    private const int MostShown = 1000, MostCharacters = 50_000;

    /// <summary>Encodes a text, or a pair, as the model does.</summary>
    public static PageTokens Read(ServedModel model, string text, string? pair)
    {
        bool isShown = text.Length + (pair?.Length ?? 0) <= MostCharacters;
        var read = model.Tokenizer.Encode(text, pair, new EncodeOptions { MaxLength = model.MaxLength });
        int[] kept = [read.SequenceIds.Count(id => id == 0), read.SequenceIds.Count(id => id == 1)];
        var all = !isShown ? null : read.DroppedTokens == 0 ? read : model.Tokenizer.Encode(text, pair);
        return new PageTokens(read.Length, read.DroppedTokens, all, kept, model.Tokenizer.TruncationSide == TruncationSide.Left);
    }

    /// <summary>
    /// <c>count dropped more list[{token id start end text cut?}]</c>: offsets in UTF-16 units, <c>text</c> 0 or 1, or null for a special
    /// token; <c>more</c> counts those that are not listed.
    /// </summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        int shown = Math.Min(MostShown, All?.Length ?? 0);
        json.WriteStartObject();
        json.WriteNumber("count", Count);
        json.WriteNumber("dropped", Dropped);
        json.WriteNumber("more", Count + Dropped - shown);
        json.WriteStartArray("list");
        int[] seen = [0, 0];
        int[] total = All is null ? [0, 0] : [All.SequenceIds.Count(id => id == 0), All.SequenceIds.Count(id => id == 1)];
        for (int i = 0; i < shown; i++)
        {
            json.WriteStartObject();
            json.WriteString("token", All!.Tokens[i]);
            json.WriteNumber("id", All.Ids[i]);
            json.WriteNumber("start", All.Offsets[i].Start);
            json.WriteNumber("end", All.Offsets[i].End);
            if (All.SequenceIds[i] is { } sequence)
            {
                int place = seen[sequence]++;
                bool isCut = CutsLeft ? place < total[sequence] - Kept[sequence] : place >= Kept[sequence];
                json.WriteNumber("text", sequence);
                if (isCut) json.WriteBoolean("cut", true);
            }
            else
            {
                json.WriteNull("text");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
