using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// <c>POST /tokenize</c>: the tokens of each text, uncut, by the tokenizer of the first model. A token tells its id, its text and where in
/// the text's UTF-8 bytes it stands; a special one its name, and no place. With a prompt, the places count in prompt and text together.
/// </summary>
internal static class TokenizeRoute
{
    private const string Inputs = "inputs", PromptKey = "prompt_name";

    // As text-embeddings-inference bounds a text whose tokens are all wanted.
    private const int CharactersPerToken = 250;

    public static Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body)
    {
        var texts = JsonFields.Texts(JsonFields.Required(body, Inputs), Inputs);
        if (texts.Count == 0 || texts.Any(text => text.Length == 0))
            throw new RequestException(RequestFault.Empty, $"`{Inputs}` cannot be empty");
        RequestLimits.RequireTexts(texts.Count, request.Options.MostBatch);
        var options = new EncodeOptions { AddSpecialTokens = JsonFields.Flag(body, "add_special_tokens", defaultValue: true) };
        var model = request.Rent(null, ModelUse.Any);
        long most = (long)model.MaxLength * CharactersPerToken;
        if (texts.Any(text => text.Length > most))
        {
            throw new RequestException(
                RequestFault.Invalid, $"a text of '{Inputs}' has more than {most} characters. A shorter one was expected. Shorten it.");
        }

        if (JsonFields.Optional(body, PromptKey) is { } name)
        {
            string prompt = model.Embeddings.PromptOf(JsonFields.Text(name, PromptKey));
            texts = [.. texts.Select(text => prompt + text)];
        }

        var encodings = model.Tokenizer.EncodeBatch([.. texts.Select(text => new TextInput(text))], options);
        return Task.FromResult<Action<Utf8JsonWriter>>(json =>
        {
            json.WriteStartArray();
            for (int i = 0; i < texts.Count; i++) Write(json, texts[i], encodings[i]);
            json.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter json, string text, Encoding encoding)
    {
        int[] bytes = ByteOffsets(text);
        json.WriteStartArray();
        for (int token = 0; token < encoding.Length; token++)
        {
            bool isSpecial = encoding.SpecialTokensMask[token] == 1;
            var (start, end) = encoding.Offsets[token];
            json.WriteStartObject();
            json.WriteNumber("id", encoding.Ids[token]);
            json.WriteString("text", isSpecial ? encoding.Tokens[token] : text.AsSpan(start, end - start));
            json.WriteBoolean("special", isSpecial);
            WritePlace(json, "start", isSpecial ? null : bytes[start]);
            WritePlace(json, "stop", isSpecial ? null : bytes[end]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, string name, int? place)
    {
        if (place is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>
    /// For each UTF-16 unit of a text, and its end, the UTF-8 bytes before it; within a pair of surrogates, those before the pair.
    /// </summary>
    internal static int[] ByteOffsets(string text)
    {
        int[] offsets = new int[text.Length + 1];
        int unit = 0, bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            for (int i = 0; i < rune.Utf16SequenceLength; i++) offsets[unit++] = bytes;
            bytes += rune.Utf8SequenceLength;
        }

        offsets[unit] = bytes;
        return offsets;
    }
}
