using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Requests;

/// <summary>One request: its body, the models it uses, its answer. Disposed of when it has been answered.</summary>
internal sealed class ServerRequest : IDisposable
{
    /// <summary>Says which version of which model answered: <c>NAME@VERSION</c>.</summary>
    public const string ModelHeader = "X-Matiz-Model";

    private readonly List<IDisposable> _owned = [];
    private readonly CancellationTokenSource _ending;

    public ServerRequest(HttpContext context, ModelShelf shelf, MatizServerOptions options)
    {
        (Context, Shelf, Options) = (context, shelf, options);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        _ending.CancelAfter(options.RequestTimeout);
    }

    /// <summary>The exchange.</summary>
    public HttpContext Context { get; }

    /// <summary>All models.</summary>
    public ModelShelf Shelf { get; }

    /// <summary>Limits and switches.</summary>
    public MatizServerOptions Options { get; }

    /// <summary>Triggered when the client has gone, or the request takes too long.</summary>
    public CancellationToken Aborted => _ending.Token;

    /// <summary>Whether it took too long.</summary>
    public bool TookTooLong => _ending.IsCancellationRequested && !Context.RequestAborted.IsCancellationRequested;

    /// <summary>A part of the path, such as a model's name; null where the route has none.</summary>
    public string? PathValue(string name) => Context.Request.RouteValues[name] as string;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="RequestException">It is too large, comes too slowly, is no JSON, or said to be something else.</exception>
    public async Task<JsonElement> ReadJsonAsync()
    {
        RequestBody.RequireJson(Context.Request.ContentType);
        return ParseJson(await ReadBytesAsync().ConfigureAwait(false));
    }

    /// <summary>The body as it is.</summary>
    /// <exception cref="RequestException">It is too large, comes too slowly, or is compressed.</exception>
    public async Task<byte[]> ReadBytesAsync()
    {
        try
        {
            return await RequestBody.ReadBytesAsync(Context, Options.MostBodyBytes, Aborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (TookTooLong)
        {
            throw new RequestException(RequestFault.SlowBody, "the body comes too slowly. Send it faster.");
        }
    }

    /// <summary>Some bytes of the body as JSON.</summary>
    /// <exception cref="RequestException">They are none.</exception>
    public JsonElement ParseJson(ReadOnlyMemory<byte> bytes)
    {
        var document = RequestBody.ParseJson(bytes);
        _owned.Add(document);
        return document.RootElement;
    }

    /// <summary>The model of a name, kept until the request is answered; its name and version travel in a header.</summary>
    /// <param name="name">The name; null: the first model that can do it.</param>
    /// <param name="use">What is wanted.</param>
    /// <exception cref="RequestException">There is no such model, or it cannot do it.</exception>
    public ServedModel Rent(string? name, ModelUse use)
    {
        var slot = Shelf.Find(name, use);
        var lease = slot.Rent();
        if (RequestRecord.Current is { } record) record.Slot = slot;
        _owned.Add(lease);
        Context.Response.Headers[ModelHeader] = $"{HeaderText.Escape(lease.Model.Name)}@{lease.Model.Version}";
        return lease.Model;
    }

    /// <summary>Answers with JSON, which is made whole before anything of it is sent.</summary>
    public Task WriteJsonAsync(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) =>
        WriteAsync(Context, HttpAnswer.Json(status, write), Aborted);

    /// <summary>Answers with bytes.</summary>
    public Task WriteAsync(int status, string? contentType, ReadOnlyMemory<byte> body) =>
        WriteAsync(Context, new HttpAnswer(status, contentType, body), Aborted);

    /// <summary>Sends an answer that is whole.</summary>
    internal static async Task WriteAsync(HttpContext context, HttpAnswer answer, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.ContentType is not null) response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (!answer.Body.IsEmpty) await response.Body.WriteAsync(answer.Body, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
        _ending.Dispose();
    }
}
