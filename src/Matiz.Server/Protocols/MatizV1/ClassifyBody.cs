using System.Text.Json;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Server.Requests;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.MatizV1;

/// <summary>
/// A request of <c>/matiz/v1/classify</c>: <c>inputs</c> is a text, an object <c>{"text", "text_pair"?, "id"?}</c>, or a list of these; two
/// texts in a list are two rows.
/// </summary>
/// <param name="Model">The model's name; null: the first that classifies.</param>
/// <param name="Rows">What is classified.</param>
/// <param name="Options">What is asked for.</param>
internal sealed record ClassifyBody(string? Model, IReadOnlyList<Row> Rows, ClassificationOptions Options)
{
    private const string Inputs = "inputs";

    /// <summary>The texts of the rows.</summary>
    public IReadOnlyList<TextInput> Texts => [.. Rows.Select(static row => new TextInput(row.Text, row.TextPair))];

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestException">Something is missing, of another type, or not known.</exception>
    public static ClassifyBody Read(JsonElement body)
    {
        JsonFields.Object(body);
        JsonFields.RequireKnown(body, "model", Inputs, "options");
        string? model = JsonFields.Optional(body, "model") is { } name ? JsonFields.Text(name, "model") : null;
        var inputs = JsonFields.Required(body, Inputs);
        Row[] rows = inputs.ValueKind == JsonValueKind.Array
            ? [.. inputs.EnumerateArray().Select(static (item, index) => ReadRow(item, $"{Inputs}[{index}]"))]
            : [ReadRow(inputs, Inputs)];
        return new ClassifyBody(model, rows, ClassifyOptions.Read(body));
    }

    private static Row ReadRow(JsonElement item, string place)
    {
        if (item.ValueKind == JsonValueKind.String) return new Row(JsonFields.Text(item, place));
        if (item.ValueKind != JsonValueKind.Object)
            throw JsonFields.Wrong(place, item, "a text, or an object with 'text' and perhaps 'text_pair' and 'id',");
        JsonFields.RequireKnown(item, "text", "text_pair", "id");
        return new Row(JsonFields.Text(JsonFields.Required(item, "text"), $"{place}.text"))
        {
            TextPair = JsonFields.Optional(item, "text_pair") is { } pair ? JsonFields.Text(pair, $"{place}.text_pair") : null,
            Id = JsonFields.Optional(item, "id") is { } id ? JsonFields.Text(id, $"{place}.id") : null,
        };
    }
}
