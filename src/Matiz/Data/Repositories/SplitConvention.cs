namespace Matiz.Data.Repositories;

/// <summary>
/// The splits that names say, tried in this order: <c>data/{split}-00000-of-00001.*</c>, folders (<c>train/</c>), files
/// (<c>my_train_file.csv</c>), and nothing, which makes everything <c>train</c>.
/// </summary>
/// <param name="store">The files.</param>
/// <param name="folder">Where to look; empty: everywhere.</param>
/// <param name="notes">Gets what is to be said.</param>
internal sealed class SplitConvention(DatasetStore store, string folder, List<string> notes)
{
    private const string Everything = "train";

    /// <summary>The splits with all their files, those of other kinds too.</summary>
    /// <exception cref="DataException">A name says two splits, or none that can be one.</exception>
    public List<LayoutSplit> Find()
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        var pattern = new PathPattern(prefix + "**");
        string[] paths =
        [
            .. store.Paths.Where(path => pattern.IsMatch(path) && DataFiles.MayHoldRows(path)).Select(path => path[prefix.Length..]),
        ];
        var found = Shards(paths)
            ?? ByWords(paths, SplitWords.InFolders, StringComparison.Ordinal)
            ?? ByWords(paths, SplitWords.InName, StringComparison.Ordinal)
            ?? Spelled(paths)
            ?? [new LayoutSplit(Everything, paths)];
        Tell(paths, found);
        return [.. found.Select(split => split with { Files = [.. split.Files.Select(path => prefix + path)] })];
    }

    private List<LayoutSplit>? Shards(string[] paths)
    {
        var shards = paths.Select(path => (Path: path, Split: SplitWords.OfShard(path))).Where(shard => shard.Split is not null).ToList();
        if (shards.Count == 0) return null;
        foreach (var (path, split) in shards)
        {
            if (Cards.ConfigurationReader.IsSplitName(split!)) continue;
            throw new DataException(
                store.NameOf(path), 0,
                $"'{split}' is no name of a split. Letters, digits, '_' and '.' were expected before '-00000-of-'. Rename the file, or say "
                + "in the card which file is what.");
        }

        return InOrder(shards.Select(shard => (shard.Path, shard.Split!)));
    }

    private List<LayoutSplit>? ByWords(
        string[] paths, Func<string, StringComparison, IReadOnlyList<string>> splitsOf, StringComparison comparison)
    {
        var named = paths.Select(path => (Path: path, Splits: splitsOf(path, comparison))).Where(one => one.Splits.Count > 0).ToList();
        if (named.Count == 0) return null;
        foreach (var (path, splits) in named)
        {
            if (splits.Count == 1) continue;
            throw new DataException(
                store.NameOf(path), 0,
                $"its name says two splits ({string.Join(", ", splits)}). One was expected. Rename it, or name the files that you mean "
                + "(DatasetFiles.Train, DatasetFiles.Test).");
        }

        return InOrder(named.Select(one => (one.Path, one.Splits[0])));
    }

    // The reference minds case, and would train on Test.csv.
    private List<LayoutSplit>? Spelled(string[] paths)
    {
        var found = ByWords(paths, SplitWords.InFolders, StringComparison.OrdinalIgnoreCase)
            ?? ByWords(paths, SplitWords.InName, StringComparison.OrdinalIgnoreCase);
        if (found is not null)
        {
            notes.Add(
                $"{store.Name}: the splits are told by names in other letters ({found[0].Files[0]} is {found[0].Name}); "
                + "Python's datasets, which minds case, takes all for train.");
        }

        return found;
    }

    private static List<LayoutSplit> InOrder(IEnumerable<(string Path, string Split)> files)
    {
        var groups = files.GroupBy(file => file.Split, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => new LayoutSplit(group.Key, [.. group.Select(file => file.Path)]), StringComparer.Ordinal);
        string[] known = [.. SplitWords.All.Select(split => split.Split)];
        return
        [
            .. known.Where(groups.ContainsKey).Select(split => groups[split]),
            .. groups.Keys.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(split => groups[split]),
        ];
    }

    private void Tell(string[] paths, List<LayoutSplit> found)
    {
        const int Most = 5;
        string[] left = [.. paths.Except(found.SelectMany(split => split.Files), StringComparer.Ordinal).Where(DataFiles.AreRows)];
        if (left.Length == 0) return;
        notes.Add(
            $"{store.Name}: {(left.Length == 1 ? "a file belongs" : $"{left.Length} files belong")} to no split and "
            + $"{(left.Length == 1 ? "is" : "are")} not read: {string.Join(", ", left.Take(Most))}{(left.Length > Most ? ", …" : "")}.");
    }
}
