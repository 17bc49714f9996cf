using System.Buffers.Binary;
using System.Text.Json;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols;

/// <summary>How vectors are written: as a list of numbers, or as base64 of their little-endian fp32 bytes.</summary>
internal static class VectorJson
{
    /// <summary>The member that says which.</summary>
    public const string FormatKey = "encoding_format";

    private const string Float = "float", Base64 = "base64";

    /// <summary>Whether a request wants base64.</summary>
    public static bool WantsBase64(JsonElement parent) => JsonFields.Choice(parent, FormatKey, Float, Base64) == Base64;

    /// <summary>Writes a vector.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<float> vector, bool asBase64 = false)
    {
        if (asBase64)
        {
            byte[] bytes = new byte[vector.Length * sizeof(float)];
            for (int i = 0; i < vector.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
            json.WriteBase64StringValue(bytes);
            return;
        }

        json.WriteStartArray();
        foreach (float x in vector) json.WriteNumberValue(x);
        json.WriteEndArray();
    }

    /// <summary>Writes several, as a list.</summary>
    public static void WriteAll(Utf8JsonWriter json, IEnumerable<float[]> vectors, bool asBase64 = false)
    {
        json.WriteStartArray();
        foreach (float[] vector in vectors) Write(json, vector, asBase64);
        json.WriteEndArray();
    }
}
