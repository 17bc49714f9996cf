using System.Buffers;
using System.Text.Json;
using Matiz.Formats.Json;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>Errors of text-embeddings-inference: <c>{"error": …, "error_type": …}</c>; without a key nothing but the status.</summary>
internal sealed class TextEmbeddingsInferenceErrors : IErrorBody
{
    public ErrorAnswer Answer(RequestFault fault, string message)
    {
        int status = RequestStatus.Usual(fault);
        if (fault == RequestFault.Unauthorized) return new ErrorAnswer(status, null, default);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonStyles.Line))
        {
            json.WriteStartObject();
            json.WriteString("error", message);
            json.WriteString("error_type", TypeOf(fault));
            json.WriteEndObject();
        }

        return new ErrorAnswer(status, "application/json", buffer.WrittenMemory);
    }

    private static string TypeOf(RequestFault fault) => fault switch
    {
        RequestFault.Empty => "Empty",
        RequestFault.Overloaded => "Overloaded",
        RequestFault.Unavailable or RequestFault.TimedOut => "Unhealthy",
        RequestFault.WrongModel or RequestFault.UnknownModel or RequestFault.Internal => "Backend",
        _ => "Validation",
    };
}
