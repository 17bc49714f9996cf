using System.Reflection;
using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>
/// The Open Inference Protocol (KServe's version 2) over HTTP, with Triton's extension for binary tensors, which its clients use unless
/// told otherwise. A model's versions are one: the sixteen digits of the files in memory.
/// </summary>
internal sealed class OpenInferenceProtocol : IProtocol
{
    private const string Name1 = "/v2/models/{name}", Name2 = "/v2/models/{owner}/{name}", Version = "/versions/{version}";

    public string Name => "open-inference";

    public IErrorBody Errors { get; } = new OpenInferenceErrors();

    public void Map(ProtocolRoutes routes)
    {
        routes.Get("/v2", ServerAsync);
        routes.Get("/v2/health/live", static request => request.WriteJsonAsync(json => WriteFlag(json, "live")), isOpen: true);
        routes.Get("/v2/health/ready", ReadyAsync, isOpen: true);
        routes.Get("/v2/models", ModelsAsync);
        routes.Post("/v2/repository/index", IndexAsync);
        foreach (string model in (string[])[Name1, Name1 + Version, Name2, Name2 + Version])
        {
            routes.Get(model, MetadataAsync);
            routes.Get(model + "/ready", ModelReadyAsync);
            routes.Post(model + "/infer", InferAsync);
        }
    }

    private static Task ServerAsync(ServerRequest request) => request.WriteJsonAsync(static json =>
    {
        json.WriteStartObject();
        json.WriteString("name", "matiz");
        json.WriteString("version", ProgramVersion);
        json.WriteStartArray("extensions");
        json.WriteStringValue("binary_tensor_data");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string ProgramVersion =>
        typeof(OpenInferenceProtocol).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static Task ReadyAsync(ServerRequest request)
    {
        RequireReady(request);
        return request.WriteJsonAsync(static json => WriteFlag(json, "ready"));
    }

    private static Task ModelsAsync(ServerRequest request)
    {
        RequireReady(request);
        return request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("models");
            foreach (var slot in request.Shelf.Slots) json.WriteStringValue(slot.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Task IndexAsync(ServerRequest request)
    {
        RequireReady(request);
        return request.WriteJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (var slot in request.Shelf.Slots)
            {
                json.WriteStartObject();
                json.WriteString("name", slot.Name);
                json.WriteString("version", slot.Current.Version);
                json.WriteString("state", "READY");
                json.WriteString("reason", "");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static Task MetadataAsync(ServerRequest request)
    {
        var model = Rent(request);
        return request.WriteJsonAsync(json => ModelMetadata.Write(json, model));
    }

    private static Task ModelReadyAsync(ServerRequest request)
    {
        var model = Rent(request);
        return request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", model.Name);
            json.WriteBoolean("ready", true);
            json.WriteEndObject();
        });
    }

    private static async Task InferAsync(ServerRequest request)
    {
        var model = Rent(request);
        byte[] bytes = await request.ReadBytesAsync().ConfigureAwait(false);
        var (head, tail) = InferBody.Split(bytes, request.Context.Request);
        var body = InferBody.Read(request.ParseJson(head), tail, model);
        RequestLimits.RequireTexts(body.Texts.Count, request.Options.MostBatch);
        var outputs = await OptionFaults.NameMembersAsync(
            InferParameters.MemberOf, () => ModelOutputs.ComputeAsync(request, model, body)).ConfigureAwait(false);
        await InferAnswer.WriteAsync(request, model, body, outputs).ConfigureAwait(false);
    }

    // The name of a model of the Hub has an owner; it may come as two parts of the path, or as one with %2F.
    private static ServedModel Rent(ServerRequest request)
    {
        string name = PathName.Unescape(request.PathValue("name")!);
        if (request.PathValue("owner") is { } owner) name = $"{owner}/{name}";
        var model = request.Rent(name, ModelUse.Any);
        if (request.PathValue("version") is not { } version || string.Equals(version, model.Version, StringComparison.Ordinal))
            return model;
        throw new RequestException(
            RequestFault.UnknownModel,
            $"the model '{model.Name}' is not served in that version. '{model.Version}' was expected. Correct it, or leave it out.");
    }

    private static void RequireReady(ServerRequest request)
    {
        if (!request.Shelf.IsReady) throw new RequestException(RequestFault.Unavailable, "the models are being loaded.");
    }

    private static void WriteFlag(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteBoolean(name, true);
        json.WriteEndObject();
    }
}
