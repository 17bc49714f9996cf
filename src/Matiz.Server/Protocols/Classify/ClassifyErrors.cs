using System.Buffers;
using System.Text.Json;
using Matiz.Formats.Json;
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
    public ErrorAnswer Answer(RequestFault fault, string message)
    {
        int status = fault is RequestFault.Invalid or RequestFault.TooManyTexts or RequestFault.WrongModel
            ? StatusCodes.Status400BadRequest
            : RequestStatus.Usual(fault);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonStyles.Line))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", message);
            json.WriteString("type", TypeOf(status));
            json.WriteNull("param");
            json.WriteNumber("code", status);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new ErrorAnswer(status, "application/json", buffer.WrittenMemory);
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
