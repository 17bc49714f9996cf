using System.Globalization;
using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tokenizers;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>An output that a request asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBinary">Whether its values are wanted as bytes.</param>
internal sealed record WantedOutput(string Name, bool IsBinary);

/// <summary>A request of an inference.</summary>
/// <param name="Id">What the answer repeats; null: nothing.</param>
/// <param name="Texts">The texts, or pairs.</param>
/// <param name="Outputs">What is asked for, at least one.</param>
/// <param name="Parameters">How it is computed.</param>
internal sealed record InferBody(
    string? Id, IReadOnlyList<TextInput> Texts, IReadOnlyList<WantedOutput> Outputs, InferParameters Parameters)
{
    private static readonly string[] Members = ["id", "parameters", "inputs", "outputs", "model_name", "model_version"];

    /// <summary>The JSON of a body, and the bytes of tensors behind it.</summary>
    /// <exception cref="RequestException">The length of the JSON is none, or the body is said to be something else.</exception>
    public static (ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Tail) Split(byte[] bytes, HttpRequest request)
    {
        string? length = request.Headers[InferAnswer.LengthHeader];
        if (length is null)
        {
            bool isBinary = request.ContentType?.StartsWith(InferAnswer.BinaryType, StringComparison.OrdinalIgnoreCase) ?? false;
            if (!isBinary) RequestBody.RequireJson(request.ContentType);
            return (bytes, default);
        }

        bool isOne = int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int head) && head > 0
            && head <= bytes.Length;
        return isOne ? (bytes.AsMemory(0, head), bytes.AsMemory(head)) : throw new RequestException(
            RequestFault.Malformed,
            $"the header {InferAnswer.LengthHeader} is no length of JSON in this body, which has {bytes.Length} bytes. "
                + "The bytes of the JSON before the tensors were expected. Correct it.");
    }

    /// <summary>Reads a request.</summary>
    /// <exception cref="RequestException">Something is missing, of another type, or asked for and not done.</exception>
    public static InferBody Read(JsonElement body, ReadOnlyMemory<byte> tail, ServedModel model)
    {
        JsonFields.Object(body);
        JsonFields.RequireKnown(body, Members);
        RequireSame(body, "model_name", model.Name);
        RequireSame(body, "model_version", model.Version);
        bool classifies = model.Classifier is not null;
        var parameters = InferParameters.Read(body, classifies);
        string? id = JsonFields.Optional(body, "id") is { } value ? JsonFields.Text(value, "id") : null;
        return new InferBody(
            id, InferInputs.Read(JsonFields.Required(body, "inputs"), tail, classifies), ReadOutputs(body, model, parameters), parameters);
    }

    // Some clients repeat the path in the body.
    private static void RequireSame(JsonElement body, string name, string expected)
    {
        if (JsonFields.Optional(body, name) is not { } value || JsonFields.Text(value, name) is not { Length: > 0 } text) return;
        if (string.Equals(text, expected, StringComparison.Ordinal)) return;
        throw new RequestException(
            RequestFault.Invalid, $"'{name}' is another than '{expected}', of which the path speaks. The same was expected. Leave it out.");
    }

    private static IReadOnlyList<WantedOutput> ReadOutputs(JsonElement body, ServedModel model, InferParameters parameters)
    {
        var all = ModelMetadata.OutputsOf(model);
        var outputs = new List<WantedOutput>();
        if (JsonFields.Optional(body, "outputs") is { } asked)
        {
            if (asked.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong("outputs", asked, "a list");
            foreach (var output in asked.EnumerateArray())
                outputs.Add(ReadOutput(JsonFields.Object(output, $"outputs[{outputs.Count}]"), outputs, all, parameters));
        }

        return outputs.Count > 0 ? outputs : [.. all.Select(output => new WantedOutput(output.Name, parameters.AreOutputsBinary))];
    }

    private static WantedOutput ReadOutput(
        JsonElement output, List<WantedOutput> before, IReadOnlyList<TensorDescription> all, InferParameters parameters)
    {
        string place = $"outputs[{before.Count}]";
        JsonFields.RequireKnown(output, "name", "parameters");
        string name = JsonFields.Text(JsonFields.Required(output, "name"), $"{place}.name");
        if (!all.Any(known => string.Equals(known.Name, name, StringComparison.Ordinal)))
        {
            throw new RequestException(
                RequestFault.Invalid,
                $"'{place}.name' is none of the model's outputs. One of {string.Join(", ", all.Select(known => known.Name))} was expected. "
                + "Correct it, or ask for no outputs, which gives all.");
        }

        if (before.Exists(other => string.Equals(other.Name, name, StringComparison.Ordinal)))
            throw new RequestException(RequestFault.Invalid, $"'{place}.name' stands there twice. Once was expected. Leave one out.");
        if (JsonFields.Optional(output, "parameters") is not { } own) return new WantedOutput(name, parameters.AreOutputsBinary);
        JsonFields.Object(own, $"{place}.parameters");
        JsonFields.RequireKnown(own, "binary_data", "content_type");
        return new WantedOutput(name, JsonFields.Flag(own, "binary_data", parameters.AreOutputsBinary));
    }
}
