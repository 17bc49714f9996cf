using System.Text.Json;
using Matiz.Server.Requests;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>
/// The inputs of a request: one tensor of texts, whatever its name, or two of pairs, called <c>text</c> and <c>text_pair</c>.
/// </summary>
internal static class InferInputs
{
    /// <summary>Reads the inputs.</summary>
    /// <param name="inputs">Their list.</param>
    /// <param name="tail">The bytes behind the JSON.</param>
    /// <param name="takesPairs">Whether the model takes pairs.</param>
    /// <exception cref="RequestException">They are no texts, or shape and data disagree.</exception>
    public static IReadOnlyList<TextInput> Read(JsonElement inputs, ReadOnlyMemory<byte> tail, bool takesPairs)
    {
        if (inputs.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong("inputs", inputs, "a list");
        var tensors = new List<(string Name, string[] Texts)>();
        foreach (var input in inputs.EnumerateArray())
        {
            var tensor = TextTensorReader.Read(input, $"inputs[{tensors.Count}]", ref tail);
            if (tensors.Exists(other => string.Equals(other.Name, tensor.Name, StringComparison.Ordinal)))
                throw Refused($"two inputs have the name of 'inputs[{tensors.Count}]'", "Names that differ were expected", "Correct one");
            tensors.Add(tensor);
        }

        if (!tail.IsEmpty)
        {
            throw Refused(
                $"{tail.Length} bytes are left behind those of the inputs", "As many as their 'binary_data_size' say were expected",
                "Correct it");
        }

        return tensors switch
        {
            [] => throw new RequestException(RequestFault.Empty, "'inputs' is empty. One input of texts was expected. Add it."),
            [{ Name: ModelMetadata.TextPair }] => throw Refused(
                $"there is an input '{ModelMetadata.TextPair}' alone", $"'{ModelMetadata.Text}' was expected beside it", "Add it"),
            [var (_, texts)] => [.. texts.Select(static text => new TextInput(text))],
            [{ Name: ModelMetadata.Text }, { Name: ModelMetadata.TextPair }] => Pairs(tensors[0].Texts, tensors[1].Texts, takesPairs),
            [{ Name: ModelMetadata.TextPair }, { Name: ModelMetadata.Text }] => Pairs(tensors[1].Texts, tensors[0].Texts, takesPairs),
            [_, _] => throw Refused(
                "there are two inputs of other names", $"'{ModelMetadata.Text}' and '{ModelMetadata.TextPair}' were expected of pairs",
                "Correct the names"),
            _ => throw Refused($"there are {tensors.Count} inputs", "One of texts, or two of pairs, were expected", "Leave the others out"),
        };
    }

    private static TextInput[] Pairs(string[] texts, string[] pairs, bool takesPairs)
    {
        if (!takesPairs)
            throw Refused(
                "there are pairs of texts, but the model gives embeddings of single texts", "One input was expected", "Leave one out");
        if (texts.Length == pairs.Length) return [.. texts.Zip(pairs, static (text, pair) => new TextInput(text, pair))];
        throw Refused(
            $"'{ModelMetadata.Text}' has {texts.Length} texts and '{ModelMetadata.TextPair}' has {pairs.Length}",
            "As many were expected of both", "Correct one");
    }

    private static RequestException Refused(string found, string expected, string whatToDo) =>
        new(RequestFault.Invalid, $"{found}. {expected}. {whatToDo}.");
}
