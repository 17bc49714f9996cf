using System.Text;
using Matiz.Hub;
using Matiz.Hub.Cache;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

/// <summary>A cache in a folder of its own, made file by file as Python's client leaves it.</summary>
internal sealed class MadeCache : IDisposable
{
    public const string First = "1111111111111111111111111111111111111111", Second = "2222222222222222222222222222222222222222";

    private readonly TemporaryFolder _home = new();

    public static HubRepository Model { get; } = HubRepository.Model("user/tiny");

    public string Folder => Path.Combine(_home.Root, "hub");

    public RepositoryFolder Of(HubRepository? repository = null) => new(Folder, repository ?? Model);

    public HubCache Cache => new(Folder);

    /// <summary>Puts a file into a snapshot by a link, its content into the blobs; the blob's path.</summary>
    public string Add(string path, string text, string commit = First, HubRepository? repository = null)
    {
        var folder = Of(repository);
        string blob = folder.Blob(GitBlob(text)), entry = folder.Entry(commit, path);
        Directory.CreateDirectory(folder.Blobs);
        Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
        File.WriteAllText(blob, text);
        File.CreateSymbolicLink(entry, Path.GetRelativePath(Path.GetDirectoryName(entry)!, blob));
        return blob;
    }

    public void Refer(string revision, string text, HubRepository? repository = null)
    {
        string path = Of(repository).Reference(revision);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public static string GitBlob(string text) => GitObjects.BlobId(Encoding.UTF8.GetBytes(text));

    public void Dispose() => _home.Dispose();
}
