using System.Globalization;
using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>Large files on their way in: where to send them, at once or in parts, and whether they arrived.</summary>
internal static class TestHubLfs
{
    private const string ContentType = "application/vnd.git-lfs+json";

    public static async Task Batch(TestHubCall call, TestHubRepository repository)
    {
        TestHubAccess.ForCommits(call, repository);
        Headers(call);
        var body = await call.JsonBodyAsync();
        if (body["operation"]?.GetValue<string>() != "upload") throw new TestHubRefusal(400, "Only uploads");
        if (body["hash_algo"]?.GetValue<string>() is not (null or "sha256" or "sha_256")) throw new TestHubRefusal(409, "Only sha256");
        string[] transfers = [.. body["transfers"]?.AsArray().Select(name => name!.GetValue<string>()) ?? ["basic"]];
        bool parts = transfers.Contains("multipart", StringComparer.Ordinal) && call.Hub.LfsChunkSize is not null;
        await call.SendAsync(ContentType, new JsonObject
        {
            ["transfer"] = parts ? "multipart" : "basic",
            ["objects"] = new JsonArray([.. body["objects"]!.AsArray().Select(file => Object(call.Hub, repository, file!, parts))]),
        }.ToJsonString());
    }

    public static async Task Verify(TestHubCall call, TestHubRepository repository)
    {
        TestHubAccess.ForCommits(call, repository);
        var body = await call.JsonBodyAsync();
        byte[]? stored = call.Hub.Stored(repository, body["oid"]!.GetValue<string>());
        if (stored is null) throw new TestHubRefusal(404, "The object was not uploaded");
        if (stored.Length != body["size"]!.GetValue<long>()) throw new TestHubRefusal(422, "The object has another size");
        await call.SendAsync(ContentType, "{}");
    }

    /// <summary>The last step of an upload in parts; its address is signed, so it asks for no token.</summary>
    public static async Task Complete(TestHubCall call)
    {
        Headers(call);
        string id = call.QueryValue("uploadId");
        if (call.QueryValue("X-Signature") != TestHubCdn.Sign(id)) throw new TestHubRefusal(403, "SignatureDoesNotMatch");
        var upload = call.Hub.Upload(id) ?? throw new TestHubRefusal(404, "NoSuchUpload");
        var body = await call.JsonBodyAsync();
        if (body["oid"]?.GetValue<string>() != upload.Oid) throw new TestHubRefusal(400, "This upload has another oid");
        var parts = body["parts"]!.AsArray().Select(part => (part!["partNumber"]!.GetValue<int>(), part["etag"]!.GetValue<string>()));
        upload.Complete(call.Hub, [.. parts]);
        await call.JsonAsync(new JsonObject { ["success"] = true });
    }

    private static JsonObject Object(TestHub hub, TestHubRepository repository, JsonNode file, bool parts)
    {
        string oid = file["oid"]!.GetValue<string>();
        long size = file["size"]!.GetValue<long>();
        var answer = new JsonObject { ["oid"] = oid, ["size"] = size, ["authenticated"] = true };
        if (hub.Stored(repository, oid) is not null) return answer;

        bool inParts = parts && size > hub.LfsChunkSize;
        answer["actions"] = new JsonObject
        {
            ["upload"] = inParts ? InParts(hub, hub.Begin(repository, oid, size)) : new JsonObject
            {
                ["href"] = TestHubCdn.UploadAddress(hub, $"{repository.Kind}/{repository.Id}/{oid}"),
                ["header"] = new JsonObject { ["X-Not-To-Be-Sent"] = "1" },
            },
            ["verify"] = new JsonObject
            {
                ["href"] = $"{TestHubRepositories.Url(hub, repository.Kind, repository.Id)}.git/info/lfs/objects/verify",
                ["header"] = new JsonObject(),
            },
        };
        return answer;
    }

    private static JsonObject InParts(TestHub hub, TestHubUpload upload)
    {
        // numbers without leading zeros and in no order: who sorts them as text sends the tenth part second
        var header = new JsonObject { ["chunk_size"] = hub.LfsChunkSize!.Value.ToString(CultureInfo.InvariantCulture) };
        for (int number = upload.PartCount; number > 0; number--)
        {
            string name = number.ToString(CultureInfo.InvariantCulture);
            header[name] = TestHubCdn.UploadAddress(hub, $"parts/{upload.Id}/{name}");
        }

        return new()
        {
            ["href"] = $"{hub.Endpoint}/api/complete_multipart?uploadId={upload.Id}&X-Signature={TestHubCdn.Sign(upload.Id)}",
            ["header"] = header,
        };
    }

    private static void Headers(TestHubCall call)
    {
        var headers = call.Context.Request.Headers;
        bool accepts = headers.Accept.ToString().Contains(ContentType, StringComparison.Ordinal);
        if (!accepts) throw new TestHubRefusal(406, $"Accept {ContentType}");
        bool sends = headers.ContentType.ToString().StartsWith(ContentType, StringComparison.Ordinal);
        if (!sends) throw new TestHubRefusal(415, $"Send {ContentType}");
    }
}
