using System.Text.Json;
using Matiz.Server.Requests;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// The member <c>inputs</c> of <c>/predict</c>: a text, one pair <c>["a", "b"]</c>, or a batch <c>[["a"], ["a", "b"], …]</c> of single
/// texts and pairs. A list of texts is a pair, never two texts, and a list of one is that text.
/// </summary>
/// <param name="Texts">The texts.</param>
/// <param name="IsBatch">Whether the answer is a list of answers.</param>
internal sealed record PredictInputs(IReadOnlyList<TextInput> Texts, bool IsBatch)
{
    private const string Name = "inputs", Expected = "a text, a pair [text, text] or a batch [[text], [text, text], …]";

    /// <summary>Reads the member.</summary>
    /// <exception cref="RequestException">It is something else, or there is nothing in it.</exception>
    public static PredictInputs Read(JsonElement inputs)
    {
        if (inputs.ValueKind == JsonValueKind.String) return Single(new TextInput(JsonFields.Text(inputs, Name)));
        if (inputs.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong(Name, inputs, Expected);
        if (inputs.GetArrayLength() == 0) throw Empty();
        if (inputs[0].ValueKind != JsonValueKind.Array) return Single(Sequence(inputs, Name));
        var texts = new List<TextInput>(inputs.GetArrayLength());
        foreach (var item in inputs.EnumerateArray()) texts.Add(Sequence(item, $"{Name}[{texts.Count}]"));
        return new PredictInputs(RequireText(texts), IsBatch: true);
    }

    private static PredictInputs Single(TextInput text) => new(RequireText([text]), IsBatch: false);

    private static TextInput Sequence(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is not (1 or 2))
            throw JsonFields.Wrong(name, value, "a list of one text or of a pair");
        string text = JsonFields.Text(value[0], $"{name}[0]");
        return new TextInput(text, value.GetArrayLength() == 2 ? JsonFields.Text(value[1], $"{name}[1]") : null);
    }

    private static IReadOnlyList<TextInput> RequireText(IReadOnlyList<TextInput> texts) =>
        texts.Any(text => text.Text.Length == 0 && string.IsNullOrEmpty(text.TextPair)) ? throw Empty() : texts;

    private static RequestException Empty() =>
        new(RequestFault.Empty, $"'{Name}' cannot be empty. A text of at least one character was expected. Fill it in, or leave it out.");
}
