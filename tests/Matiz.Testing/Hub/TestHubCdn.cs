using System.Text;

namespace Matiz.Testing;

/// <summary>The second origin, where large files lie under signed addresses. It wants no token, and refuses requests that bring one.</summary>
internal static class TestHubCdn
{
    public static string Address(TestHub hub, TestHubRepository repository, TestHubFile file, string path)
    {
        string name = Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        return $"{hub.CdnEndpoint}/repos/{repository.Kind}/{repository.Id}/{file.Sha256}"
            + $"?response-content-disposition=inline%3B+filename%3D%22{name}%22%3B&X-Signature={Sign(file.Sha256)}";
    }

    public static string Sign(string text) => GitObjects.Sha256(Encoding.UTF8.GetBytes($"signed {text}"))[..16];

    public static Task AnswerAsync(TestHubCall call)
    {
        if (call.Log.HasToken) throw new TestHubRefusal(400, "Only one auth mechanism allowed");
        return (call.Method, call.Segments) switch
        {
            ("GET" or "HEAD", ["repos", var kind, .. var id, var sha256]) => Download(call, kind, string.Join('/', id), sha256),
            _ => throw new TestHubRefusal(404, "NoSuchKey"),
        };
    }

    private static Task Download(TestHubCall call, string kind, string id, string sha256)
    {
        if (call.QueryValue("X-Signature") != Sign(sha256)) throw new TestHubRefusal(403, "SignatureDoesNotMatch");
        var repository = call.Hub.Find(id, kind) ?? throw new TestHubRefusal(404, "NoSuchKey");
        var file = repository.Refs.Values.SelectMany(commit => commit.History()).SelectMany(commit => commit.Files.Values)
            .FirstOrDefault(file => file.IsLfs && file.Sha256 == sha256) ?? throw new TestHubRefusal(404, "NoSuchKey");
        return TestHubDownloads.FileAsync(call, file, sha256, etag: file.BlobId[..32]);      // its own etag says nothing of the content
    }
}
