using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Matiz.Testing;

/// <summary>Something that goes wrong with a request of the <see cref="TestHub"/>; see <see cref="TestHub.Inject"/>.</summary>
public sealed class TestHubFault
{
    private readonly Func<HttpContext, Func<Task>, Task> _answer;

    private TestHubFault(Func<HttpContext, Func<Task>, Task> answer)
    {
        _answer = answer;
    }

    /// <summary>Nothing goes wrong. Put before another fault it lets some requests pass.</summary>
    public static TestHubFault None { get; } = new((_, answer) => answer());

    /// <summary>The connection is dropped without an answer.</summary>
    public static TestHubFault Refuse { get; } = new((context, _) =>
    {
        context.Response.StatusCode = 0;                                    // so the log says that there was no answer
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>No answer comes until the caller goes away.</summary>
    public static TestHubFault Hang { get; } = new((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>The range that was asked for is passed over: the whole file comes, with status 200.</summary>
    public static TestHubFault RangeIgnored { get; } = new((context, answer) =>
    {
        context.Request.Headers.Remove("Range");
        return answer();
    });

    /// <summary>Another range comes than was asked for, with its true <c>Content-Range</c>: from the first byte on.</summary>
    public static TestHubFault RangeWrong { get; } = new((context, answer) =>
    {
        if (context.Request.Headers.Range.Count > 0) context.Request.Headers.Range = "bytes=0-";
        return answer();
    });

    /// <summary>The address redirects to itself for ever.</summary>
    public static TestHubFault RedirectLoop { get; } = new((context, _) =>
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = $"{context.Request.Path}{context.Request.QueryString}";
        return Task.CompletedTask;
    });

    /// <summary>A page of HTML with status 200, as a captive portal or a login page sends it.</summary>
    public static TestHubFault Html { get; } = new((context, _) =>
        TextAsync(context, 200, "text/html; charset=utf-8", "<!doctype html><p>Log in"));

    /// <summary>The body comes gzip-coded and without a length when the caller accepts that.</summary>
    public static TestHubFault Gzip { get; } = new(async (context, answer) =>
    {
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            await answer();
            return;
        }

        var body = context.Response.Body;
        await using var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        context.Response.Body = gzip;
        context.Response.OnStarting(() =>
        {
            context.Response.ContentLength = null;
            context.Response.Headers.ContentEncoding = "gzip";
            return Task.CompletedTask;
        });
        await answer();
        context.Response.Body = body;
    });

    /// <summary>The connection is dropped after so many bytes of the body, whose announced length is right.</summary>
    public static TestHubFault DropAt(long count) => new(async (context, answer) =>
    {
        context.Response.Body = new FaultyBody(context.Response.Body) { Most = count };
        try
        {
            await answer();
        }
        catch (BodyEndException)
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(20);                                           // what was sent should arrive before the connection breaks
        }

        context.Abort();
    });

    /// <summary>The body ends after so many bytes, and the length of that part is announced: only the file's true size tells.</summary>
    public static TestHubFault Truncate(long count) => new(async (context, answer) =>
    {
        context.Response.Body = new FaultyBody(context.Response.Body) { Most = count };
        context.Response.OnStarting(() =>
        {
            context.Response.ContentLength = Math.Min(count, context.Response.ContentLength ?? count);
            return Task.CompletedTask;
        });
        try
        {
            await answer();
        }
        catch (BodyEndException)
        {
            await context.Response.Body.FlushAsync();
        }
    });

    /// <summary>One byte of the body is another.</summary>
    /// <param name="position">Which, from 0, counted from where the body begins.</param>
    public static TestHubFault Corrupt(long position = 0) => new((context, answer) =>
    {
        context.Response.Body = new FaultyBody(context.Response.Body) { Wrong = position };
        return answer();
    });

    /// <summary>The body comes at this speed.</summary>
    public static TestHubFault Slow(int bytesPerSecond) => new((context, answer) =>
    {
        context.Response.Body = new FaultyBody(context.Response.Body) { BytesPerSecond = bytesPerSecond };
        return answer();
    });

    /// <summary>The body stands still after so many bytes until the caller goes away.</summary>
    public static TestHubFault HangAt(long count) => new(async (context, answer) =>
    {
        context.Response.Body = new FaultyBody(context.Response.Body) { Most = count };
        try
        {
            await answer();
        }
        catch (BodyEndException)
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
    });

    /// <summary>An error in place of the answer.</summary>
    /// <param name="status">Such as 500 or 503.</param>
    /// <param name="error">The text of the body's <c>error</c>.</param>
    /// <param name="headers">Headers, such as <c>("Retry-After", "1")</c>.</param>
    public static TestHubFault Status(int status, string error = "Internal Error - We're working hard to fix this as soon as possible!",
        params (string Name, string Value)[] headers) => new((context, _) =>
    {
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        return TextAsync(context, status, "application/json; charset=utf-8", $"{{\"error\":\"{error}\"}}");
    });

    /// <summary>This JSON in place of the answer.</summary>
    public static TestHubFault Json(string json, int status = 200) => new((context, _) =>
        TextAsync(context, status, "application/json; charset=utf-8", json));

    /// <summary>Too many requests: 429 with the seconds to wait in <c>RateLimit</c>, and in <c>Retry-After</c> where given.</summary>
    public static TestHubFault TooMany(int resetSeconds, int? retryAfter = null) => new((context, _) =>
    {
        var headers = context.Response.Headers;
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"api\";r=0;t={resetSeconds}");
        headers["RateLimit-Policy"] = "\"fixed window\";\"api\";q=500;w=300";
        if (retryAfter is { } seconds) headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return TextAsync(context, 429, "application/json; charset=utf-8", "{\"error\":\"We had to rate limit your IP\"}");
    });

    /// <summary>A redirect to this address.</summary>
    public static TestHubFault Redirect(string location, int status = 302) => new((context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    });

    /// <summary>The answer lacks these headers.</summary>
    public static TestHubFault WithoutHeaders(params string[] names) => new((context, answer) =>
    {
        context.Response.OnStarting(() =>
        {
            foreach (string name in names) context.Response.Headers.Remove(name);
            return Task.CompletedTask;
        });
        return answer();
    });

    /// <summary>The answer has another value of a header, such as <c>ETag</c>.</summary>
    public static TestHubFault WithHeader(string name, string value) => new((context, answer) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[name] = value;
            return Task.CompletedTask;
        });
        return answer();
    });

    /// <summary>Something is done before the request is answered as usual, such as a commit between HEAD and GET.</summary>
    public static TestHubFault Before(Action action) => new((_, answer) =>
    {
        action();
        return answer();
    });

    /// <summary>The request is carried out in full, and then answered with an error: a commit that was made, and says 500.</summary>
    public static TestHubFault StatusAfterwards(int status) => new(async (context, answer) =>
    {
        var body = context.Response.Body;
        context.Response.Body = Stream.Null;
        await answer();
        context.Response.Body = body;
        context.Response.Headers.Clear();
        await TextAsync(context, status, "application/json; charset=utf-8", "{\"error\":\"Internal Error\"}");
    });

    internal Task AnswerAsync(HttpContext context, Func<Task> answer) => _answer(context, answer);

    private static async Task TextAsync(HttpContext context, int status, string contentType, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        if (context.Request.Method != "HEAD") await context.Response.Body.WriteAsync(bytes);
    }
}
