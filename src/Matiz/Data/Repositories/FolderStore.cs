using Matiz.Formats.Disk;

namespace Matiz.Data.Repositories;

/// <summary>A dataset in a folder of the disk.</summary>
internal sealed class FolderStore : DatasetStore
{
    private const int MostFiles = 200_000, Deepest = 32;

    // What tools keep beside a dataset is none of its data.
    private static readonly string[] Foreign = [".git", ".cache"];

    private readonly string _folder;
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);        // a link to a parent would never end

    /// <summary>A dataset in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataException">It may not be read, or holds far more than a dataset does.</exception>
    public FolderStore(string folder)
    {
        _folder = folder;
        var paths = new List<string>();
        try
        {
            Collect(folder, "", paths, depth: 0);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new DataException(
                folder, 0, "a folder in it may not be read. Permission to list and to enter it was expected. Change its permissions.",
                exception);
        }

        paths.Sort(StringComparer.Ordinal);
        Paths = paths;
    }

    public override string Name => _folder;

    public override IReadOnlyList<string> Paths { get; }

    public override DatasetOrigin OriginOf(string configuration) => new(_folder, configuration);

    public override string NameOf(string path) => LocalPath(path);

    public override string LocalPath(string path) => Path.Join(_folder, path);

    public override void Fetch(IReadOnlyList<string> paths)
    {
    }

    private void Collect(string folder, string prefix, List<string> paths, int depth)
    {
        if (depth > Deepest) throw TooLarge($"folders lie in each other more than {Deepest} deep");
        if (!_entered.Add(RealPath.Resolve(folder))) return;
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            paths.Add(prefix + Path.GetFileName(file));
            if (paths.Count > MostFiles) throw TooLarge($"there are more than {MostFiles} files");
        }

        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(inner);
            if (!Foreign.Contains(name, StringComparer.Ordinal)) Collect(inner, $"{prefix}{name}/", paths, depth + 1);
        }
    }

    private DataException TooLarge(string found) => new(
        _folder, 0, $"{found}. The folder of one dataset was expected. Name a folder below it, or the files (DatasetFiles.Train).");
}
