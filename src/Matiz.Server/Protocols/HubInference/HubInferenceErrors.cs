using System.Buffers;
using System.Text.Json;
using Matiz.Formats.Json;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>
/// Errors of the Hub's inference API: <c>{"error": …}</c>, with 400 for whatever is wrong with a request. While models are loaded 503,
/// which the Hub's clients wait on, with the seconds after which they should come again.
/// </summary>
internal sealed class HubInferenceErrors : IErrorBody
{
    private const double EstimatedSeconds = 5;

    public ErrorAnswer Answer(RequestFault fault, string message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonStyles.Line))
        {
            json.WriteStartObject();
            json.WriteString("error", message);
            if (fault == RequestFault.Unavailable) json.WriteNumber("estimated_time", EstimatedSeconds);
            json.WriteEndObject();
        }

        return new ErrorAnswer(StatusOf(fault), "application/json", buffer.WrittenMemory);
    }

    private static int StatusOf(RequestFault fault) =>
        fault is RequestFault.Invalid or RequestFault.TooManyTexts or RequestFault.WrongModel
            ? StatusCodes.Status400BadRequest
            : RequestStatus.Usual(fault);
}
