using Matiz.Server.Protocols.TextEmbeddingsInference;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.OpenAiEmbeddings;

/// <summary>
/// Errors of the OpenAI routes. OpenAI's own libraries read <c>{"error": {"message", "type", "param", "code"}}</c>;
/// text-embeddings-inference sends <c>{"message", "code", "type"}</c>, with the status as code. One body has both, since neither's clients
/// mind the other's members. Statuses are those of text-embeddings-inference (422 for what OpenAI calls 400; its libraries have an
/// exception of their own for it).
/// </summary>
internal sealed class OpenAiErrors : IErrorBody
{
    public HttpAnswer Answer(RequestFault fault, string message)
    {
        int status = RequestStatus.Usual(fault);
        var (type, code) = OpenAi(fault);
        return HttpAnswer.JsonObject(status, json =>
        {
            json.WriteStartObject("error");
            json.WriteString("message", message);
            json.WriteString("type", type);
            json.WriteNull("param");
            json.WriteString("code", code);
            json.WriteEndObject();
            json.WriteString("message", message);
            json.WriteNumber("code", status);
            json.WriteString("type", TextEmbeddingsInferenceErrors.TypeOf(fault));
        });
    }

    private static (string Type, string? Code) OpenAi(RequestFault fault) => fault switch
    {
        RequestFault.Unauthorized => ("invalid_request_error", "invalid_api_key"),
        RequestFault.UnknownModel => ("invalid_request_error", "model_not_found"),
        RequestFault.Overloaded => ("rate_limit_error", "rate_limit_exceeded"),
        RequestFault.Unavailable or RequestFault.TimedOut or RequestFault.Internal => ("server_error", null),
        _ => ("invalid_request_error", null),
    };
}
