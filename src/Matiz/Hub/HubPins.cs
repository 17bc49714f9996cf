using System.Collections.Immutable;
using System.Text.Json;
using Matiz.Formats;
using Matiz.Formats.Json;
using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <summary>
/// Pinned repositories: the commit that an id without a revision stands for, and the SHA-256 of each file, in <c>matiz-pins.json</c> beside
/// the caller's project. With it a program gets the same bytes on every machine and every day, or an error.
/// </summary>
/// <example>
/// <code>
/// var snapshot = await new HubDownloads().SnapshotAsync(HubRepository.Model("user/emotion"));
/// HubPins.Load().With(snapshot).Save();
/// </code>
/// </example>
/// <remarks>
/// The file, keys sorted: <c>{"format_version": 1, "repositories": {"models/user/emotion": {"commit": "40 hex digits", "files":
/// {"config.json": {"sha256": "64 hex digits", "size": 512}}}}}</c>.
/// </remarks>
public sealed class HubPins
{
    /// <summary>What the file is called.</summary>
    public const string FileName = "matiz-pins.json";

    private const int Version = 1;
    private const long MostBytes = 64 << 20;

    private readonly ImmutableSortedDictionary<string, HubPin> _pins;

    private HubPins(string path, ImmutableSortedDictionary<string, HubPin> pins) => (Path, _pins) = (path, pins);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is pinned, by kind and id (<c>models/user/emotion</c>), ascending.</summary>
    public IReadOnlyDictionary<string, HubPin> Repositories => _pins;

    /// <summary>Reads a file of pins; one that is not there has none.</summary>
    /// <param name="path">The file; null: <see cref="FileName"/> in the current folder.</param>
    /// <exception cref="HubException">It is damaged, or of a later version.</exception>
    public static HubPins Load(string? path = null)
    {
        path = System.IO.Path.GetFullPath(path ?? FileName);
        var empty = ImmutableSortedDictionary.Create<string, HubPin>(StringComparer.Ordinal);
        if (Directory.Exists(path)) throw Damaged(path, "this is a folder. A file of pins was expected. Move it away.");
        byte[]? bytes = CheckedFile.Read(path, "the pins of a project (JSON)", reason => Damaged(path, reason));
        if (bytes is null) return new HubPins(path, empty);
        if (bytes.Length > MostBytes) throw Damaged(path, $"it has {bytes.Length} bytes. Pins were expected. Name another file.");
        try
        {
            using var document = PythonJson.ParseDocument(bytes);
            return new HubPins(path, Read(path, document.RootElement, empty));
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Damaged(
                path, "this is no file of pins. {\"format_version\": 1, \"repositories\": {…}} was expected. Restore it, or remove it "
                + "and pin again.");
        }
    }

    /// <summary>The pin of a repository; null where it has none.</summary>
    public HubPin? Find(HubRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return _pins.GetValueOrDefault(repository.ApiPath);
    }

    /// <summary>The same pins with one of a snapshot, whose files are hashed; an old pin of its repository is replaced.</summary>
    /// <param name="snapshot">What is pinned.</param>
    /// <param name="cancellation">Ends the hashing.</param>
    public HubPins With(HubSnapshot snapshot, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var files = ImmutableSortedDictionary.CreateBuilder<string, HubPinnedFile>(StringComparer.Ordinal);
        foreach (string name in snapshot.FileNames) files[name] = snapshot.Measure(name, cancellation);

        var pin = new HubPin(Path, snapshot.Repository, snapshot.Commit, files.ToImmutable());
        return new HubPins(Path, _pins.SetItem(snapshot.Repository.ApiPath, pin));
    }

    /// <summary>The same pins without that of a repository.</summary>
    public HubPins Without(HubRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return new HubPins(Path, _pins.Remove(repository.ApiPath));
    }

    /// <summary>Writes the file, the same bytes for the same pins.</summary>
    /// <exception cref="Formats.Disk.FileWriteException">It cannot be written.</exception>
    public void Save() => AtomicFile.Write(Path, stream =>
    {
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format_version", Version);
            json.WriteStartObject("repositories");
            foreach (var (name, pin) in _pins)
            {
                json.WriteStartObject(name);
                json.WriteString("commit", pin.Commit);
                json.WriteStartObject("files");
                foreach (var (file, content) in pin.Files)
                {
                    json.WriteStartObject(file);
                    json.WriteString("sha256", content.Sha256);
                    json.WriteNumber("size", content.Size);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        stream.Write("\n"u8);
    });

    /// <summary>The pins that downloads heed.</summary>
    internal static HubPins? Heeded(HubOptions options) => options.PinsFile switch
    {
        "" => null,
        null => System.IO.Path.Exists(FileName) || CheckedFile.BrokenLink(FileName) is not null ? Load() : null,
        { } path => Load(path),
    };

    private static ImmutableSortedDictionary<string, HubPin> Read(
        string path, JsonElement root, ImmutableSortedDictionary<string, HubPin> empty)
    {
        int version = root.GetProperty("format_version").GetInt32();
        if (version != Version)
            throw Damaged(path, $"format_version is {version}, expected {Version}. A later Matiz wrote it: take that one.");
        var pins = empty.ToBuilder();
        foreach (var member in root.GetProperty("repositories").EnumerateObject())
        {
            string commit = member.Value.GetProperty("commit").GetString() ?? "";
            if (!CacheNames.IsCommit(commit)) throw Damaged(path, $"'{member.Name}' is pinned to '{commit}', expected 40 hex "
                + "digits. Pin it again.");
            var files = ImmutableSortedDictionary.CreateBuilder<string, HubPinnedFile>(StringComparer.Ordinal);
            foreach (var file in member.Value.GetProperty("files").EnumerateObject())
            {
                string sha = file.Value.GetProperty("sha256").GetString() ?? "";
                if (!CacheNames.IsSha256(sha)) throw Damaged(path, $"'{file.Name}' of '{member.Name}' has the sha256 '{sha}', "
                    + "expected 64 hex digits. Pin it again.");
                files[file.Name] = new HubPinnedFile(sha, file.Value.GetProperty("size").GetInt64());
            }

            pins[member.Name] = new HubPin(path, Repository(path, member.Name), commit, files.ToImmutable());
        }

        return pins.ToImmutable();
    }

    private static HubRepository Repository(string path, string name)
    {
        foreach (var kind in Enum.GetValues<HubRepositoryKind>())
        {
            int slash = name.IndexOf('/', StringComparison.Ordinal);
            string id = name[(slash + 1)..];
            if (slash <= 0 || HubRepository.FaultOf(id) is not null) continue;
            var found = new HubRepository(kind, id);
            if (found.ApiPath == name) return found;
        }

        throw Damaged(path, $"'{name}' is no repository, expected a kind and an id such as 'models/user/emotion'. Correct it.");
    }

    private static HubException Damaged(string path, string reason) => new(HubFault.Pin, $"{path}: {reason}");
}
