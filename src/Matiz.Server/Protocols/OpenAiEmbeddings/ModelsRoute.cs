using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.OpenAiEmbeddings;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/NAME</c>: the models that are served; a name may hold slashes.</summary>
internal static class ModelsRoute
{
    /// <summary>The part of the path that is a name.</summary>
    public const string NamePart = "name";

    public static Task ListAsync(ServerRequest request)
    {
        request.Shelf.Find(null, ModelUse.Any);
        return request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (var slot in request.Shelf.Slots) Write(json, slot.Current);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static Task DescribeAsync(ServerRequest request)
    {
        var model = request.Rent(PathName.Unescape(request.PathValue(NamePart) ?? ""), ModelUse.Any);
        return request.WriteJsonAsync(json => Write(json, model));
    }

    private static void Write(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        json.WriteString("object", "model");
        json.WriteNumber("created", model.Loaded.ToUnixTimeSeconds());
        json.WriteString("owned_by", "matiz");
        json.WriteEndObject();
    }
}
