namespace Matiz.Testing;

public sealed partial class TestHub
{
    private readonly Dictionary<string, byte[]> _stored = new(StringComparer.Ordinal);          // by "models/user/tiny/SHA256"
    private readonly Dictionary<string, TestHubUpload> _uploads = new(StringComparer.Ordinal);

    /// <summary>
    /// Large files of more bytes than this are to be uploaded in parts of this size, when the client knows how. Null, the default: never.
    /// </summary>
    public int? LfsChunkSize { get; set; }

    /// <summary>The bytes of a large file that was uploaded or committed; null when it was not.</summary>
    internal byte[]? Stored(TestHubRepository repository, string oid)
    {
        lock (_gate)
        {
            return _stored.GetValueOrDefault($"{repository.Kind}/{repository.Id}/{oid}") ?? repository.LargeFile(oid)?.Content;
        }
    }

    /// <summary>Keeps an uploaded file.</summary>
    internal void Store(TestHubRepository repository, string oid, byte[] content)
    {
        if (GitObjects.Sha256(content) != oid) throw new TestHubRefusal(400, "The bytes are not those of the oid");
        lock (_gate) _stored[$"{repository.Kind}/{repository.Id}/{oid}"] = content;
    }

    internal TestHubUpload Begin(TestHubRepository repository, string oid, long size)
    {
        lock (_gate)
        {
            string id = $"upload{_uploads.Count + 1}";
            return _uploads[id] = new(id, repository, oid, size, LfsChunkSize!.Value);
        }
    }

    internal TestHubUpload? Upload(string id)
    {
        lock (_gate) return _uploads.GetValueOrDefault(id);
    }
}
