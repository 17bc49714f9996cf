using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Matiz.Formats.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>The answer to an inference: JSON, and behind it the bytes of the tensors that were asked for as bytes.</summary>
internal static class InferAnswer
{
    /// <summary>Says how many bytes of a body are JSON, where tensors follow.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <summary>The type of a body with tensors behind its JSON.</summary>
    public const string BinaryType = "application/octet-stream";

    /// <summary>Sends it.</summary>
    public static Task WriteAsync(ServerRequest request, ServedModel model, InferBody body, IReadOnlyList<OutputTensor> outputs)
    {
        var (head, tail) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        using (var json = new Utf8JsonWriter(head, JsonStyles.Line)) Write(json, model, body, outputs, tail);
        if (!body.Outputs.Any(static output => output.IsBinary))
            return request.WriteAsync(StatusCodes.Status200OK, "application/json", head.WrittenMemory);
        request.Context.Response.Headers[LengthHeader] = head.WrittenCount.ToString(CultureInfo.InvariantCulture);
        head.Write(tail.WrittenSpan);
        return request.WriteAsync(StatusCodes.Status200OK, BinaryType, head.WrittenMemory);
    }

    private static void Write(
        Utf8JsonWriter json, ServedModel model, InferBody body, IReadOnlyList<OutputTensor> outputs, ArrayBufferWriter<byte> tail)
    {
        json.WriteStartObject();
        json.WriteString("model_name", model.Name);
        json.WriteString("model_version", model.Version);
        if (body.Id is not null) json.WriteString("id", body.Id);
        json.WriteStartArray("outputs");
        for (int i = 0; i < outputs.Count; i++)
        {
            var output = outputs[i];
            json.WriteStartObject();
            json.WriteString("name", output.Name);
            json.WriteString("datatype", output.DataType);
            json.WriteStartArray("shape");
            foreach (int dimension in output.Shape) json.WriteNumberValue(dimension);
            json.WriteEndArray();
            if (body.Outputs[i].IsBinary)
            {
                int before = tail.WrittenCount;
                output.WriteTo(tail);
                json.WriteStartObject("parameters");
                json.WriteNumber("binary_data_size", tail.WrittenCount - before);
                json.WriteEndObject();
            }
            else
            {
                json.WriteStartArray("data");
                output.WriteTo(json);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
