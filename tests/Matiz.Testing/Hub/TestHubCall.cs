using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Matiz.Testing;

/// <summary>One request while it is answered: its parts, who asks, and ways to answer.</summary>
internal sealed class TestHubCall
{
    public TestHubCall(TestHub hub, HttpContext context, TestHubRequest request)
    {
        Hub = hub;
        Context = context;
        Log = request;
        Segments = [.. request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        int query = request.Target.IndexOf('?', StringComparison.Ordinal);
        Query = QueryHelpers.ParseQuery(query < 0 ? "" : request.Target[query..]);
    }

    public TestHub Hub { get; }

    public HttpContext Context { get; }

    public TestHubRequest Log { get; }

    /// <summary>The parts of the path, decoded: <c>refs%2Fpr%2F1</c> is one part.</summary>
    public string[] Segments { get; }

    public IReadOnlyDictionary<string, StringValues> Query { get; }

    public string Method => Context.Request.Method;

    public HttpResponse Response => Context.Response;

    /// <summary>Who asks; null without a token.</summary>
    public TestHubUser? User { get; private set; }

    public string QueryValue(string name, string value = "") => Query.TryGetValue(name, out var values) ? values.ToString() : value;

    public bool IsAsked(string name) => QueryValue(name) is "true" or "1" or "True";

    /// <summary>Reads the token. One that is unknown is refused, whatever was asked.</summary>
    public void FindUser()
    {
        string header = Context.Request.Headers.Authorization.ToString();
        if (header.Length == 0) return;
        User = Hub.UserOf(header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "")
            ?? throw new TestHubRefusal(401, "Invalid credentials in Authorization header");
    }

    public async Task<string> BodyAsync()
    {
        using var reader = new StreamReader(Context.Request.Body, Encoding.UTF8);
        return Log.Body = await reader.ReadToEndAsync(Context.RequestAborted);
    }

    public async Task<byte[]> BytesAsync()
    {
        using var buffer = new MemoryStream();
        await Context.Request.Body.CopyToAsync(buffer, Context.RequestAborted);
        return buffer.ToArray();
    }

    public async Task<JsonNode> JsonBodyAsync()
    {
        try
        {
            return JsonNode.Parse(await BodyAsync()) ?? throw new TestHubRefusal(400, "The body is null");
        }
        catch (System.Text.Json.JsonException)
        {
            throw new TestHubRefusal(400, "Invalid JSON");
        }
    }

    public Task JsonAsync(JsonNode json, int status = 200) => SendAsync("application/json; charset=utf-8", json.ToJsonString(), status);

    public async Task SendAsync(string contentType, string text, int status = 200)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Response.StatusCode = status;
        Response.ContentType = contentType;
        Response.ContentLength = bytes.Length;
        if (Method != "HEAD") await Response.Body.WriteAsync(bytes, Context.RequestAborted);
    }

    /// <summary>Sends one page of a list and the address of the next.</summary>
    public Task PageAsync(IEnumerable<JsonNode> items, int pageSize)
    {
        int start = int.TryParse(QueryValue("cursor"), out int cursor) ? cursor : 0;
        JsonNode[] page = [.. items.Skip(start).Take(pageSize + 1)];
        if (page.Length > pageSize)
        {
            var query = Query.Where(pair => pair.Key != "cursor").SelectMany(pair => pair.Value.Select(value => (pair.Key, value)))
                .Append(("cursor", (start + pageSize).ToString(System.Globalization.CultureInfo.InvariantCulture)))
                .Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2 ?? "")}");
            Response.Headers.Link = $"<{Hub.Endpoint}{Log.Path}?{string.Join('&', query)}>; rel=\"next\"";
        }

        return JsonAsync(new JsonArray(page[..Math.Min(page.Length, pageSize)]));
    }
}
