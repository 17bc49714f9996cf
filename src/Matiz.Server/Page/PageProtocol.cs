using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Protocols;
using Matiz.Server.Requests;
using Matiz.Tokenizers;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Page;

/// <summary>
/// The page, its files, and what it asks for. Without <see cref="MatizServerOptions.Page"/> there is nothing at these paths. The files say
/// nothing of the models and need no key, since a browser that opens a page cannot send one; all else does.
/// </summary>
internal sealed class PageProtocol : IProtocol
{
    public string Name => "page";

    public IErrorBody Errors => ProblemJson.Instance;

    public void Map(ProtocolRoutes routes)
    {
        routes.Get($"{PageFiles.Root}/assets/{{hash}}/{{file}}", Only(FileAsync), isOpen: true);
        routes.Get($"{PageFiles.Root}/models", Only(ModelsAsync));
        routes.Get($"{PageFiles.Root}/about", Only(AboutAsync));
        routes.Get($"{PageFiles.Root}/examples", Only(ExamplesAsync));
        routes.Post($"{PageFiles.Root}/try", Only(TryAsync));
        routes.Post($"{PageFiles.Root}/classify", Only(ClassifyAsync));
    }

    /// <summary>Answers with the page where it is served and the request looks for one.</summary>
    /// <returns>Whether it was answered.</returns>
    public static async Task<bool> TryWriteAsync(ServerRequest request)
    {
        if (!request.Options.Page || !PageFiles.Wants(request.Context.Request)) return false;
        await PageFiles.WriteIndexAsync(request.Context).ConfigureAwait(false);
        return true;
    }

    private static Func<ServerRequest, Task> Only(Func<ServerRequest, Task> handler) => request =>
    {
        if (!request.Options.Page)
        {
            request.Context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        PageFiles.Protect(request.Context.Response);
        request.Context.Response.Headers.CacheControl = "no-store";
        return handler(request);
    };

    private static Task FileAsync(ServerRequest request) =>
        PageFiles.WriteAsync(request.Context, request.PathValue("hash"), request.PathValue("file"));

    private static async Task ModelsAsync(ServerRequest request)
    {
        if (!request.Shelf.IsReady) throw new RequestException(RequestFault.Unavailable, "the models are being loaded.");
        ServedModel[] models = [.. request.Shelf.Slots.Select(slot => request.Rent(slot.Name, ModelUse.Any))];
        await request.WriteJsonAsync(json => PageModels.Write(json, models, request.Options)).ConfigureAwait(false);
    }

    private static Task AboutAsync(ServerRequest request)
    {
        var model = Model(request);
        var about = PageAbout.Read(model);
        return request.WriteJsonAsync(about.WriteTo);
    }

    private static async Task ExamplesAsync(ServerRequest request)
    {
        var model = Model(request);
        var rows = await PageRows.ReadAsync(model, request.Aborted).ConfigureAwait(false);
        await request.WriteJsonAsync(rows.WriteTo).ConfigureAwait(false);
    }

    // One text: the answer, and how the model reads it.
    private static async Task TryAsync(ServerRequest request)
    {
        var body = JsonFields.Object(await request.ReadJsonAsync().ConfigureAwait(false));
        JsonFields.RequireKnown(body, "model", "text", "text_pair");
        var model = Model(request, body);
        string text = JsonFields.Text(JsonFields.Required(body, "text"), "text");
        string? pair = JsonFields.Optional(body, "text_pair") is { } second ? JsonFields.Text(second, "text_pair") : null;
        var answers = model.Classifier is null
            ? []
            : await model.ClassifyAsync([new TextInput(text, pair)], null, request.Aborted).ConfigureAwait(false);
        var tokens = PageTokens.Read(model, text, pair);
        await request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("version", model.Version);
            if (answers is [var answer])
            {
                json.WritePropertyName("answer");
                PageAnswer.Write(json, answer);
            }

            json.WritePropertyName("tokens");
            tokens.WriteTo(json);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    // Many texts: the answers alone.
    private static async Task ClassifyAsync(ServerRequest request)
    {
        var body = JsonFields.Object(await request.ReadJsonAsync().ConfigureAwait(false));
        JsonFields.RequireKnown(body, "model", "texts", "text_pairs");
        var model = Model(request, body);
        var texts = Inputs(body);
        var answers = await model.ClassifyAsync(texts, null, request.Aborted).ConfigureAwait(false);
        await request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("version", model.Version);
            json.WriteStartArray("answers");
            foreach (var answer in answers) PageAnswer.Write(json, answer);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static TextInput[] Inputs(JsonElement body)
    {
        var texts = JsonFields.Texts(JsonFields.Required(body, "texts"), "texts");
        if (JsonFields.Optional(body, "text_pairs") is not { } value) return [.. texts.Select(text => new TextInput(text))];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != texts.Count)
            throw JsonFields.Wrong("text_pairs", value, $"a list of {texts.Count} texts, as long as 'texts',");
        return
        [
            .. value.EnumerateArray().Select((pair, index) => new TextInput(
                texts[index],
                pair.ValueKind == JsonValueKind.Null ? null : JsonFields.Text(pair, $"text_pairs[{index}]"))),
        ];
    }

    private static ServedModel Model(ServerRequest request) =>
        request.Rent(request.Context.Request.Query["model"] is [{ } name] ? name : null, ModelUse.Any);

    private static ServedModel Model(ServerRequest request, JsonElement body) => request.Rent(
        JsonFields.Optional(body, "model") is { } name ? JsonFields.Text(name, "model") : null, ModelUse.Any);
}
