using System.Globalization;
using System.Text.Json.Nodes;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.WebUtilities;

namespace Matiz.Server.OpenApi;

/// <summary>The errors of operations, as a protocol really gives them.</summary>
internal static class ApiErrors
{
    private static readonly RequestFault[] OfAll = [RequestFault.Unavailable, RequestFault.Internal], OfNames = [RequestFault.UnknownModel];

    private static readonly RequestFault[] OfBodies =
    [
        RequestFault.Malformed, RequestFault.Empty, RequestFault.Invalid, RequestFault.TooLarge, RequestFault.TooManyTexts,
        RequestFault.UnsupportedMediaType, RequestFault.UnknownModel, RequestFault.WrongModel, RequestFault.Overloaded,
        RequestFault.TimedOut,
    ];

    /// <summary>The objects of the errors, by status.</summary>
    /// <param name="errors">The protocol's errors.</param>
    /// <param name="schema">The name of their schema.</param>
    /// <param name="hasBody">Whether the request has a body.</param>
    /// <param name="path">The path, which may name a model.</param>
    public static JsonObject Responses(IErrorBody errors, string schema, bool hasBody, string path)
    {
        var responses = new JsonObject();
        RequestFault[] faults = [.. hasBody ? OfBodies : path.Contains('{', StringComparison.Ordinal) ? OfNames : [], .. OfAll];
        foreach (var answer in faults.Select(fault => errors.Answer(fault, "")).OrderBy(static answer => answer.Status))
        {
            string status = answer.Status.ToString(CultureInfo.InvariantCulture);
            if (responses[status] is not JsonObject response)
                responses[status] = response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(answer.Status) };
            if (answer.ContentType?.Split(';')[0] is not { } type) continue;
            if (response["content"] is not JsonObject content) response["content"] = content = [];
            content.TryAdd(type, new JsonObject { ["schema"] = SchemaOf(type, schema) });
        }

        return responses;
    }

    private static JsonObject SchemaOf(string type, string schema) => type.Contains("json", StringComparison.Ordinal)
        ? new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" }
        : new JsonObject { ["type"] = "string" };
}
