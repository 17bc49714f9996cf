using System.Text.Json;

namespace Matiz.Server.Tests.OpenApi;

/// <summary>Checks JSON against a schema of a document: the keywords that ours are made of.</summary>
internal sealed class SchemaWalker(JsonElement document)
{
    private const string Components = "#/components/schemas/";

    /// <summary>What does not fit, each with its place; empty where all does.</summary>
    public IReadOnlyList<string> Faults(JsonElement value, JsonElement schema, string place = "$")
    {
        var faults = new List<string>();
        Check(value, schema, place, faults);
        return faults;
    }

    private void Check(JsonElement value, JsonElement schema, string place, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            string name = reference.GetString()![Components.Length..];
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(name);
        }

        if (schema.TryGetProperty("type", out var type) && !IsOf(value, type)) faults.Add($"{place}: {value.ValueKind} is not {type}");
        if (schema.TryGetProperty("enum", out var choices)
            && !choices.EnumerateArray().Any(choice => choice.GetRawText() == value.GetRawText()))
            faults.Add($"{place}: {value} is none of {choices}");
        if (schema.TryGetProperty("oneOf", out var variants)
            && !variants.EnumerateArray().Any(variant => Faults(value, variant).Count == 0))
            faults.Add($"{place}: fits no variant");
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            int index = 0;
            foreach (var item in value.EnumerateArray()) Check(item, items, $"{place}[{index++}]", faults);
        }

        if (value.ValueKind == JsonValueKind.Object) CheckMembers(value, schema, place, faults);
    }

    private void CheckMembers(JsonElement value, JsonElement schema, string place, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _)) faults.Add($"{place}: no {name}");
            }
        }

        bool isOpen = !schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind == JsonValueKind.True;
        foreach (var member in value.EnumerateObject())
        {
            string at = $"{place}.{member.Name}";
            if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Name, out var own))
                Check(member.Value, own, at, faults);
            else if (!isOpen && others.ValueKind == JsonValueKind.Object)
                Check(member.Value, others, at, faults);
            else if (!isOpen)
                faults.Add($"{at}: is not known");
        }
    }

    private static bool IsOf(JsonElement value, JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOf(value, one))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => false,
        };
}
