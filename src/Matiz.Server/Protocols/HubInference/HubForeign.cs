using System.Text.Json;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>What clients of the Hub ask for that is not done here. It is refused by its name, never passed over.</summary>
internal static class HubForeign
{
    /// <summary>Names of tasks.</summary>
    public static IReadOnlyList<string> Tasks { get; } =
    [
        "zero-shot-classification", "token-classification", "question-answering", "fill-mask", "summarization", "translation",
        "text-generation", "text2text-generation", "conversational", "table-question-answering", "text-ranking", "sentiment-analysis",
        "ner",
    ];

    // The parameter, and what it belongs to.
    private static readonly (string Name, string Owner)[] Parameters =
    [
        ("candidate_labels", "zero-shot-classification"), ("hypothesis_template", "zero-shot-classification"),
        ("multi_label", "zero-shot-classification"), ("aggregation_strategy", "token-classification"),
        ("ignore_labels", "token-classification"), ("stride", "token-classification"), ("targets", "fill-mask"),
        ("max_new_tokens", "text-generation"), ("temperature", "text-generation"),
        ("return_all_scores", "older pipelines: leave top_k out for all labels"),
        ("normalize", "feature-extraction, where it stands beside 'inputs'"),
        ("prompt_name", "feature-extraction, where it stands beside 'inputs'"),
        ("dimensions", "feature-extraction, where it stands beside 'inputs'"),
        ("truncate", "feature-extraction, where it stands beside 'inputs'"),
        ("truncation_direction", "feature-extraction, where it stands beside 'inputs'"),
        ("encoding_format", "feature-extraction, where it stands beside 'inputs'"),
        ("function_to_apply", "the 'parameters' of text-classification"), ("top_k", "the 'parameters' of text-classification"),
    ];

    /// <summary>Refuses members that a task does not know.</summary>
    /// <exception cref="RequestException">There is one; it is named where it is a name that the Hub knows.</exception>
    public static void RequireKnown(JsonElement parent, string task, params IReadOnlyList<string> known)
    {
        foreach (var member in parent.EnumerateObject())
        {
            if (known.Any(member.NameEquals)) continue;
            foreach (var (name, owner) in Parameters)
            {
                if (!member.NameEquals(name)) continue;
                throw new RequestException(
                    RequestFault.Invalid, $"'{name}' is given, which belongs to {owner}; this is {task}. Members known here were expected: "
                    + $"{Listed(known)}. Leave it out.");
            }
        }

        if (known.Count > 0) JsonFields.RequireKnown(parent, known);
        else if (parent.EnumerateObject().Any())
            throw new RequestException(RequestFault.Invalid, $"'parameters' has members. None was expected for {task}. Leave them out.");
    }

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
