using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Matiz.Server.Protocols.Classify;

/// <summary>
/// Errors of vLLM: <c>{"error": {"message", "type", "param", "code"}}</c>, where <c>code</c> repeats the status. What the client can
/// mend is 400 there, whatever it is.
/// </summary>
internal sealed class ClassifyErrors : IErrorBody
{
    public HttpAnswer Answer(RequestFault fault, string message)
    {
        int status = RequestStatus.Simple(fault);
        return HttpAnswer.JsonObject(status, json =>
        {
            json.WriteStartObject("error");
            json.WriteString("message", message);
            json.WriteString("type", TypeOf(status));
            json.WriteNull("param");
            json.WriteNumber("code", status);
            json.WriteEndObject();
        });
    }

    // Three names of its own; all else is the status in words.
    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "BadRequestError",
        StatusCodes.Status404NotFound => "NotFoundError",
        StatusCodes.Status500InternalServerError => "InternalServerError",
        _ => ReasonPhrases.GetReasonPhrase(status),
    };
}
