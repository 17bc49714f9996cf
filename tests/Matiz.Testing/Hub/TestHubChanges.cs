using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>What the lines of a commit change, checked as the Hub checks them.</summary>
internal sealed class TestHubChanges(TestHub hub, TestHubRepository repository, TestHubCommit head)
{
    private readonly Dictionary<string, byte[]?> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _large = new(StringComparer.Ordinal);

    /// <summary>The new content by path; null: deleted.</summary>
    public IReadOnlyDictionary<string, byte[]?> Files => _files;

    /// <summary>Those of the store of large files.</summary>
    public IReadOnlySet<string> Large => _large;

    public void Add(string key, JsonNode value)
    {
        string path = value["path"]!.GetValue<string>();
        bool isOutside = path.StartsWith('/') || path.Split('/').Any(part => part is "." or ".." or ".git");
        if (isOutside) throw new TestHubRefusal(400, $"Invalid path '{path}'");
        switch (key)
        {
            case "file":
                AddSmall(path, value);
                break;
            case "lfsFile":
                string oid = value["oid"]!.GetValue<string>();
                _files[path] = hub.Stored(repository, oid) ?? throw new TestHubRefusal(400, $"The LFS object of '{path}' was not uploaded");
                _large.Add(path);
                break;
            case "deletedFile":
                if (!head.Files.ContainsKey(path)) throw new TestHubRefusal(400, $"There is no file '{path}' to delete");
                _files[path] = null;
                break;
            case "deletedFolder":
                string[] below = [.. head.Files.Keys.Where(name => name.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal))];
                if (below.Length == 0) throw new TestHubRefusal(400, $"There is no folder '{path}' to delete");
                foreach (string name in below) _files[name] = null;
                break;
            default:
                throw new TestHubRefusal(400, $"Unknown key '{key}'");
        }
    }

    private void AddSmall(string path, JsonNode value)
    {
        byte[] content = value["encoding"]?.GetValue<string>() is null or "utf-8"
            ? System.Text.Encoding.UTF8.GetBytes(value["content"]!.GetValue<string>())
            : FromBase64(path, value["content"]!.GetValue<string>());
        byte[]? attributes = _files.GetValueOrDefault(TestHubAttributes.Path)
            ?? head.Files.GetValueOrDefault(TestHubAttributes.Path)?.Content;
        if (repository.IsLarge(path, content.Length, attributes)) throw new TestHubRefusal(422, $"'{path}' must be uploaded as LFS file");
        _files[path] = content;
    }

    private static byte[] FromBase64(string path, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new TestHubRefusal(400, $"The content of '{path}' is not base64");
        }
    }
}
