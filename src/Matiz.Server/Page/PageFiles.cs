using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Page;

/// <summary>
/// The files of the page, which the assembly holds. Their addresses carry a hash of all of them, so that browsers keep them for ever; the
/// page itself is asked for anew each time and named by its own hash.
/// </summary>
internal static class PageFiles
{
    /// <summary>The folder of all that belongs to the page, from where the page itself lies.</summary>
    public const string Root = "/matiz/page";

    private const string Prefix = "Matiz.Server.Page.", Index = "index.html";
    private const int HashDigits = 16;

    // Nothing of another place, nothing inline, and no text that becomes markup: the browser itself refuses it.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly Lazy<Content> Loaded = new(Load);

    /// <summary>The names of the files.</summary>
    public static IEnumerable<string> Names => Loaded.Value.Files.Keys;

    /// <summary>The bytes of a file.</summary>
    public static ReadOnlyMemory<byte> BytesOf(string name) => Loaded.Value.Files[name].Bytes;

    /// <summary>What the addresses of the files carry.</summary>
    public static string Hash => Loaded.Value.Hash;

    /// <summary>Whether a request looks for a page to show.</summary>
    public static bool Wants(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers with the page.</summary>
    public static Task WriteIndexAsync(HttpContext context)
    {
        // Relative to the page's own address, so that a proxy may put it below any path.
        string path = context.Request.Path.Value ?? "";
        string last = path[(path.LastIndexOf('/') + 1)..];
        string assets = $"{(last.Length == 0 ? "" : Uri.EscapeDataString(last) + "/")}{Root[1..]}/assets/{Hash}";
        byte[] page = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(BytesOf(Index).Span).Replace("{assets}", WebUtility.HtmlEncode(assets), StringComparison.Ordinal));
        context.Response.Headers.Append("Vary", "Accept");
        return WriteAsync(context, new PageFile(page, "text/html; charset=utf-8", HashOf(page)), "no-cache");
    }

    /// <summary>Answers with a file of the page, or with 404.</summary>
    /// <param name="context">The exchange.</param>
    /// <param name="hash">What the address carries.</param>
    /// <param name="name">The file's name.</param>
    public static Task WriteAsync(HttpContext context, string? hash, string? name)
    {
        if (name is null or Index || !Loaded.Value.Files.TryGetValue(name, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        // A page of an earlier version gets today's file, and does not keep it.
        bool isOurs = string.Equals(hash, Hash, StringComparison.Ordinal);
        return WriteAsync(context, file, isOurs ? "public, max-age=31536000, immutable" : "no-cache");
    }

    /// <summary>What every answer of the page tells browsers.</summary>
    public static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static async Task WriteAsync(HttpContext context, PageFile file, string caching)
    {
        var response = context.Response;
        Protect(response);
        response.Headers.CacheControl = caching;
        response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',').Any(tag => IsSame(tag, file.Tag)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await response.Body.WriteAsync(file.Bytes, context.RequestAborted).ConfigureAwait(false);
    }

    // A proxy that compresses makes the tag a weak one.
    private static bool IsSame(string tag, string own)
    {
        tag = tag.Trim();
        return string.Equals(tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag, own, StringComparison.Ordinal);
    }

    private static Content Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            string name = resource[Prefix.Length..];
            using var stream = assembly.GetManifestResourceStream(resource)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            all.AppendData(Encoding.UTF8.GetBytes($"{name}\0{bytes.Length}\0"));
            all.AppendData(bytes);
            files.Add(name, new PageFile(bytes, TypeOf(name), HashOf(bytes)));
        }

        return new Content(files.ToFrozenDictionary(StringComparer.Ordinal), Convert.ToHexStringLower(all.GetHashAndReset())[..HashDigits]);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };

    private static string HashOf(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..HashDigits]}\"";

    private sealed record Content(FrozenDictionary<string, PageFile> Files, string Hash);

    private sealed record PageFile(ReadOnlyMemory<byte> Bytes, string Type, string Tag);
}
