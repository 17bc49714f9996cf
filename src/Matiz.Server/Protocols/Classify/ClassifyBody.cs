using System.Text.Json;
using Matiz.Inference;
using Matiz.Server.Requests;
using Matiz.Tasks;
using Matiz.Tokenizers;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Protocols.Classify;

/// <summary>
/// A request of <c>/classify</c>. Members that both servers know and that change the answer are honoured, or refused by their name; what
/// neither knows is passed over, as both do.
/// </summary>
/// <param name="Model">The model's name; null: the first that classifies (vLLM serves one, and takes it).</param>
/// <param name="Texts">The texts.</param>
/// <param name="Options">What is asked for.</param>
/// <param name="Id">The answer's id.</param>
internal sealed record ClassifyBody(string? Model, IReadOnlyList<TextInput> Texts, ClassificationOptions Options, string Id)
{
    private const string TruncatePromptTokens = "truncate_prompt_tokens", UseActivation = "use_activation", RequestId = "X-Request-Id";
    private const int MostIdLetters = 128;

    // As the versions of vLLM have called it.
    private static readonly string[] ActivationNames = [UseActivation, "activation", "softmax"];

    /// <summary>What a request calls an option of the classifier.</summary>
    public static string? MemberOf(string option) => option switch
    {
        nameof(ClassificationOptions.MaxLength) => TruncatePromptTokens,
        nameof(ClassificationOptions.FunctionToApply) => UseActivation,
        _ => null,
    };

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestException">Something is missing, of another type, or asked for and not done.</exception>
    public static ClassifyBody Read(JsonElement body, IHeaderDictionary headers)
    {
        JsonFields.Object(body);
        RefuseWhatIsNotDone(body);
        return new ClassifyBody(ModelOf(body), ReadTexts(body), ReadOptions(body), ReadId(body, headers));
    }

    private static string? ModelOf(JsonElement body) =>
        JsonFields.Optional(body, "model") is { } name && JsonFields.Text(name, "model") is { Length: > 0 } text ? text : null;

    private static TextInput[] ReadTexts(JsonElement body)
    {
        var input = JsonFields.Required(body, "input");
        if (input.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in input.EnumerateArray())
            {
                if (item.ValueKind is JsonValueKind.Number or JsonValueKind.Array)
                    throw Refused("'input' holds token ids", "A text or a list of texts was expected");
            }
        }

        var texts = JsonFields.Texts(input, "input");
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i].Length > 0) continue;
            string name = input.ValueKind == JsonValueKind.Array ? $"input[{i}]" : "input";
            throw new RequestException(RequestFault.Empty, $"'{name}' is empty. Some text was expected. Leave it out.");
        }

        return [.. texts.Select(text => new TextInput(text))];
    }

    private static ClassificationOptions ReadOptions(JsonElement body)
    {
        // A text that is too long is an error unless the request says that it may be cut; -1: at the model's own length.
        int? length = JsonFields.Whole(body, TruncatePromptTokens, -1);
        if (length == 0) throw Refused($"'{TruncatePromptTokens}' is 0, which leaves nothing of a text", "At least 1, or -1, was expected");
        string? side = JsonFields.Choice(body, "truncation_side", "left", "right");
        bool activates = true;
        foreach (string name in ActivationNames) activates &= JsonFields.Flag(body, name, true);
        return new ClassificationOptions
        {
            Truncates = length is not null,
            MaxLength = length is > 0 ? length : null,
            TruncationSide = side is null ? null : side == "left" ? TruncationSide.Left : TruncationSide.Right,
            FunctionToApply = activates ? null : ScoreFunction.None,
        };
    }

    private static void RefuseWhatIsNotDone(JsonElement body)
    {
        if (JsonFields.Optional(body, "messages") is not null)
            throw Refused("'messages' is given, and conversations are not read here", "'input' was expected");
        if (!JsonFields.Flag(body, "add_special_tokens", true))
            throw Refused("'add_special_tokens' is false, but the model needs its special tokens", "true was expected");
        if (JsonFields.Choice(body, "padding", "do_not_pad", "max_length") == "max_length")
            throw Refused("'padding' is max_length, and texts are never padded here", "do_not_pad was expected");
        if (JsonFields.Whole(body, "priority", int.MinValue) is not (null or 0))
            throw Refused("'priority' is given, and requests are answered in their order", "0 was expected");
    }

    // vLLM takes the header before the member; SGLang calls the member rid.
    private static string ReadId(JsonElement body, IHeaderDictionary headers)
    {
        string? id = headers[RequestId] is [{ Length: > 0 and <= MostIdLetters } header] ? header : null;
        return "classify-" + (id ?? Member("request_id") ?? Member("rid") ?? Guid.NewGuid().ToString("N"));

        string? Member(string name)
        {
            if (JsonFields.Optional(body, name) is not { } value || JsonFields.Text(value, name) is not { Length: > 0 } text) return null;
            return text.Length <= MostIdLetters
                ? text
                : throw Refused($"'{name}' has {text.Length} letters", $"At most {MostIdLetters} were expected");
        }
    }

    private static RequestException Refused(string found, string expected) =>
        new(RequestFault.Invalid, $"{found}. {expected}. Change it, or leave it out.");
}
