using System.Buffers;
using System.Text.Json;
using Matiz.Formats.Json;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>Errors of the Open Inference Protocol: <c>{"error": …}</c>, 400 for whatever the client can mend.</summary>
internal sealed class OpenInferenceErrors : IErrorBody
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
            json.WriteString("error", message);
            json.WriteEndObject();
        }

        return new ErrorAnswer(status, "application/json", buffer.WrittenMemory);
    }
}
