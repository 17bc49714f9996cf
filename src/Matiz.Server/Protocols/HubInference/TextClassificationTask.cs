using System.Text.Json;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tasks;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>
/// <c>text-classification</c>: for each text a list of <c>{"label", "score"}</c>, the best first; the outer list is there for one text as
/// well, since the Hub's clients take its first element. All labels unless <c>parameters.top_k</c> says how many, as the Hub's service does
/// (the Python pipeline alone gives one). A pair is <c>{"text", "text_pair"}</c>.
/// </summary>
internal sealed class TextClassificationTask : IHubTask
{
    private const string Inputs = "inputs", ParametersKey = "parameters", Text = "text", Pair = "text_pair";
    private const string Function = "function_to_apply", TopK = "top_k", Truncation = "truncation";

    public string Name => "text-classification";

    public ModelUse Use => ModelUse.Classify;

    public async Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, string? modelName)
    {
        HubForeign.RequireKnown(body, Name, Inputs, ParametersKey, HubOptions.Key);
        HubOptions.Require(body);
        var texts = ReadInputs(JsonFields.Required(body, Inputs));
        var asked = ReadParameters(body);
        var model = request.Rent(modelName, Use);
        var options = asked with { FunctionToApply = asked.FunctionToApply ?? ScoreDefault.Of(model) };
        var answers = await model.ClassifyAsync(texts, options, request.Aborted).ConfigureAwait(false);
        AbstentionHeader.Tell(request, answers);
        return json =>
        {
            json.WriteStartArray();
            foreach (var answer in answers) Write(json, answer);
            json.WriteEndArray();
        };
    }

    private static IReadOnlyList<TextInput> ReadInputs(JsonElement inputs)
    {
        if (inputs.ValueKind != JsonValueKind.Array) return [ReadInput(inputs, Inputs)];
        int number = 0;
        return [.. inputs.EnumerateArray().Select(item => ReadInput(item, $"{Inputs}[{number++}]"))];
    }

    private static TextInput ReadInput(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.String) return new TextInput(JsonFields.Text(value, name));
        if (value.ValueKind != JsonValueKind.Object)
            throw JsonFields.Wrong(name, value, $"a text, {{\"{Text}\", \"{Pair}\"}} or a list of such");
        JsonFields.RequireKnown(value, Text, Pair);
        return new TextInput(
            JsonFields.Text(JsonFields.Required(value, Text), $"{name}.{Text}"),
            JsonFields.Optional(value, Pair) is { } pair ? JsonFields.Text(pair, $"{name}.{Pair}") : null);
    }

    private ClassificationOptions ReadParameters(JsonElement body)
    {
        if (JsonFields.Optional(body, ParametersKey) is not { } parameters) return new ClassificationOptions();
        HubForeign.RequireKnown(JsonFields.Object(parameters, ParametersKey), Name, Function, TopK, Truncation);
        return new ClassificationOptions
        {
            TopK = JsonFields.Whole(parameters, TopK, least: 1),
            Truncates = JsonFields.Flag(parameters, Truncation, defaultValue: true),
            FunctionToApply = JsonFields.Choice(parameters, Function, "sigmoid", "softmax", "none") switch
            {
                "sigmoid" => ScoreFunction.Sigmoid,
                "softmax" => ScoreFunction.Softmax,
                "none" => ScoreFunction.None,
                _ => null,
            },
        };
    }

    private static void Write(Utf8JsonWriter json, Prediction answer)
    {
        json.WriteStartArray();
        foreach (var (label, score) in answer.Top)
        {
            json.WriteStartObject();
            json.WriteString("label", label);
            json.WriteNumber("score", score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
