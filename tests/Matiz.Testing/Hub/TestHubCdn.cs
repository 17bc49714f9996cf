using System.Globalization;
using System.Text;

namespace Matiz.Testing;

/// <summary>
/// The second origin, where large files lie under signed addresses. It wants no token, and refuses requests that bring one.
/// </summary>
internal static class TestHubCdn
{
    public static string Address(TestHub hub, TestHubRepository repository, TestHubFile file, string path)
    {
        string name = Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        return $"{hub.CdnEndpoint}/repos/{repository.Kind}/{repository.Id}/{file.Sha256}"
            + $"?response-content-disposition=inline%3B+filename%3D%22{name}%22%3B&X-Signature={Sign(file.Sha256)}";
    }

    /// <summary>Where to put something, for the next hour.</summary>
    public static string UploadAddress(TestHub hub, string key) => $"{hub.CdnEndpoint}/uploads/{key}?X-Signature={Sign(key)}";

    public static string Sign(string text) => GitObjects.Sha256(Encoding.UTF8.GetBytes($"signed {text}"))[..16];

    public static Task AnswerAsync(TestHubCall call)
    {
        if (call.Log.HasToken) throw new TestHubRefusal(400, "Only one auth mechanism allowed");
        return (call.Method, call.Segments) switch
        {
            ("GET" or "HEAD", ["repos", var kind, .. var id, var sha256]) => Download(call, kind, string.Join('/', id), sha256),
            ("PUT", ["uploads", "parts", var upload, var number]) => UploadPart(call, upload, number),
            ("PUT", ["uploads", var kind, .. var id, var oid]) => Upload(call, kind, string.Join('/', id), oid),
            _ => throw new TestHubRefusal(404, "NoSuchKey"),
        };
    }

    private static async Task Upload(TestHubCall call, string kind, string id, string oid)
    {
        CheckSignature(call, $"{kind}/{id}/{oid}");
        var repository = call.Hub.Find(id, kind) ?? throw new TestHubRefusal(404, "NoSuchKey");
        call.Hub.Store(repository, oid, await call.BytesAsync());
        call.Response.Headers.ETag = $"\"{oid[..32]}\"";
        await call.SendAsync("text/plain", "");
    }

    private static async Task UploadPart(TestHubCall call, string id, string number)
    {
        CheckSignature(call, $"parts/{id}/{number}");
        var upload = call.Hub.Upload(id) ?? throw new TestHubRefusal(404, "NoSuchUpload");
        call.Response.Headers.ETag = upload.Add(int.Parse(number, CultureInfo.InvariantCulture), await call.BytesAsync());
        await call.SendAsync("text/plain", "");
    }

    private static void CheckSignature(TestHubCall call, string key)
    {
        if (call.QueryValue("X-Signature") != Sign(key)) throw new TestHubRefusal(403, "SignatureDoesNotMatch");
    }

    private static Task Download(TestHubCall call, string kind, string id, string sha256)
    {
        CheckSignature(call, sha256);
        var repository = call.Hub.Find(id, kind) ?? throw new TestHubRefusal(404, "NoSuchKey");
        var file = repository.LargeFile(sha256) ?? throw new TestHubRefusal(404, "NoSuchKey");
        return TestHubDownloads.FileAsync(call, file, sha256, etag: file.BlobId[..32]);      // its own etag says nothing of the content
    }
}
