using System.Globalization;
using System.Text;
using Matiz.Formats;
using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>
/// Files of a snapshot copied into a folder of the user's, with what Python's client leaves beside them
/// (<c>.cache/huggingface/download/NAME.metadata</c>: commit, ETag, time), by which both know later what was changed by hand.
/// </summary>
internal sealed class LocalFolder(string folder)
{
    private readonly string _records = Path.Combine(folder, ".cache", "huggingface");

    /// <summary>Copies files, each in one step; what is there already stays.</summary>
    /// <exception cref="HubException">Another file is in the way that was never downloaded.</exception>
    /// <exception cref="FileWriteException">A file cannot be written.</exception>
    public void Fill(HubSnapshot snapshot, RepositoryFolder cached, CancellationToken cancellation)
    {
        foreach (string name in snapshot.FileNames) RefuseStranger(snapshot, name, cancellation);
        Write(Path.Combine(_records, ".gitignore"), "*");
        foreach (string name in snapshot.FileNames)
        {
            cancellation.ThrowIfCancellationRequested();
            Copy(snapshot.PathOf(name), Target(name), cancellation);
            string time = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0).ToString("0.0###", CultureInfo.InvariantCulture);
            Write(Metadata(name), $"{snapshot.Commit}\n{ETagOf(snapshot, cached, name)}\n{time}\n");
        }

        if (TreeListing.Read(cached, snapshot.Commit) is not { } files) return;
        string tree = Path.Combine(_records, "trees", snapshot.Commit + ".json");
        MakeFolder(Path.GetDirectoryName(tree)!);
        TreeListing.WriteTo(tree, files);
    }

    private string Target(string name) => Path.Combine([folder, .. name.Split('/')]);

    private string Metadata(string name) => Path.Combine([_records, "download", .. name.Split('/')]) + ".metadata";

    private void RefuseStranger(HubSnapshot snapshot, string name, CancellationToken cancellation)
    {
        string target = Target(name);
        if (!CacheFiles.IsThere(target) || File.Exists(Metadata(name)) || AreEqual(snapshot.PathOf(name), target, cancellation)) return;
        throw new HubException(
            HubFault.InvalidSetting,
            $"{target}: this exists, and was not downloaded. A place for '{name}' of {snapshot.Repository} was expected. Name another "
                + "folder, or move it away.");
    }

    private static void Copy(string source, string target, CancellationToken cancellation)
    {
        if (AreEqual(source, target, cancellation)) return;
        MakeFolder(Path.GetDirectoryName(target)!);
        using var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        AtomicFile.Write(target, output => input.CopyTo(output));
    }

    private static bool AreEqual(string source, string target, CancellationToken cancellation) =>
        CachedFile.LengthOf(target) is { } length && length == CachedFile.LengthOf(source)
        && FileHashes.Sha256(target, cancellation) == FileHashes.Sha256(source, cancellation);

    // The listing says it; without one the blob is called by it.
    private static string ETagOf(HubSnapshot snapshot, RepositoryFolder cached, string name)
    {
        if (TreeListing.Read(cached, snapshot.Commit)?.FirstOrDefault(file => file.Path == name) is { } listed) return listed.ETag;
        string path = snapshot.PathOf(name);
        return new FileInfo(path).LinkTarget is { } link ? Path.GetFileName(link) : FileHashes.Sha256(path, CancellationToken.None);
    }

    private static void Write(string path, string text)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        AtomicFile.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
    }

    private static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileWriteException.From(path, exception);
        }
    }
}
