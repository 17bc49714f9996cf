using System.Globalization;
using Matiz.Data.Cards;

namespace Matiz.Data.Repositories;

/// <summary>
/// Finds the splits of a dataset as the reference does (<c>load_dataset</c>): by the card's configurations, else by the names of files and
/// folders, else everything is <c>train</c>. Where the reference guesses between files, or passes them over, it asks or says so.
/// </summary>
/// <param name="store">The files.</param>
/// <param name="card">The card.</param>
/// <param name="format">The format that was asked for; null: that of all files.</param>
internal sealed class LayoutFinder(DatasetStore store, DatasetCard card, RowFormat? format)
{
    private readonly List<string> _notes = [], _warnings = [];

    /// <summary>Finds them.</summary>
    /// <param name="configuration">The name that was asked for; null: the one that is meant.</param>
    /// <exception cref="DataException">
    /// There is no such configuration, or several may be meant; files are missing, or cannot be read.
    /// </exception>
    public DatasetLayout Find(string? configuration)
    {
        var chosen = Choose(configuration);
        var info = InfoOf(chosen, configuration);
        string folder = chosen?.Folder ?? "";
        bool isDeclared = chosen?.Splits is not null;
        var matched = isDeclared ? Declared(chosen!) : new SplitConvention(store, folder, _notes).Find();
        var splits = new DataFiles(store, format, _notes).Choose(matched, isDeclared);
        RequireWholeShards(splits);
        return new DatasetLayout(chosen?.Name ?? info?.Configuration ?? DatasetCard.DefaultConfiguration, splits)
        {
            Info = Under(info, chosen),
            Delimiter = chosen?.Delimiter,
            Notes = _notes,
            Warnings = _warnings,
        };
    }

    private DatasetConfiguration? Choose(string? name)
    {
        if (card.Configurations.Count == 0)
        {
            bool isKnown = name is null or DatasetCard.DefaultConfiguration
                || (card.Infos is [var only] && string.Equals(only.Configuration, name, StringComparison.Ordinal));
            string known = card.Infos is [var one] ? one.Configuration : DatasetCard.DefaultConfiguration;
            return isKnown ? null : throw NoConfiguration(name!, [known]);
        }

        string[] names = [.. card.Configurations.Select(one => one.Name)];
        if (name is not null)
        {
            return card.Configurations.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal))
                ?? throw NoConfiguration(name, names);
        }

        return card.Default ?? throw new DataException(
            $"{store.Name}: the dataset has {names.Length} configurations, and none of them is the default: {Listed(names)}. "
            + "The name of one was expected. Give DatasetRequest.Configuration.");
    }

    private DataException NoConfiguration(string name, IReadOnlyList<string> names) => new(
        $"{store.Name}: the dataset has no configuration '{name}'. Expected {Listed(names)}. Correct DatasetRequest.Configuration.");

    private DatasetInfo? InfoOf(DatasetConfiguration? chosen, string? name)
    {
        string wanted = chosen?.Name ?? name ?? DatasetCard.DefaultConfiguration;
        return card.Infos.FirstOrDefault(info => string.Equals(info.Configuration, wanted, StringComparison.Ordinal))
            ?? (card.Infos is [var only] && (chosen is null || card.Configurations.Count == 1) ? only : null);
    }

    // A configuration may describe its columns itself.
    private DatasetInfo? Under(DatasetInfo? info, DatasetConfiguration? chosen)
    {
        if (chosen?.LabelNames is not { } own) return info;
        info ??= new DatasetInfo(chosen.Name);
        foreach (var (column, names) in own)
        {
            if (!info.LabelNames.TryGetValue(column, out var others) || names.SequenceEqual(others, StringComparer.Ordinal)) continue;
            throw DatasetCard.Fault(
                card.File, chosen.Line,
                $"configs and dataset_info name the classes of '{column}' differently ({Listed(names)}; {Listed(others)})",
                "The same names in the same order were");
        }

        return info with
        {
            LabelNames = info.LabelNames.Concat(own).DistinctBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal)
        };
    }

    private List<LayoutSplit> Declared(DatasetConfiguration configuration)
    {
        var found = new List<LayoutSplit>();
        foreach (var split in configuration.Splits!)
        {
            var files = new List<string>();
            foreach (string text in split.Patterns)
            {
                var pattern = new PathPattern(configuration.Folder.Length == 0 ? text : $"{configuration.Folder}/{text}");
                string own = pattern.Text[(pattern.Text.LastIndexOf('/') + 1)..];
                var matches = store.Paths.Where(path => pattern.IsMatch(path) && (!DataFiles.IsDescription(path)
                    || string.Equals(Path.GetFileName(path), own, StringComparison.Ordinal))).ToList();
                if (matches.Count == 0 && !pattern.HasWildcards)
                {
                    throw new DataException(
                        card.File, split.Line,
                        $"the split '{split.Name}' of '{configuration.Name}' names '{pattern.Text}', which is not there. "
                        + $"A file of {store.Name} was expected. Put it there, or correct the card.");
                }

                files.AddRange(matches.Except(files, StringComparer.Ordinal).ToList());
            }

            if (split.IsPart)
            {
                _warnings.Add(
                    $"{split.Name}: the Hub keeps no more than the beginning of this split as Parquet, so rows are missing. Kept; look for "
                    + "the dataset's own files where you need all.");
            }

            if (files.Count == 0)
            {
                throw new DataException(
                    card.File, split.Line,
                    $"no file matches what the split '{split.Name}' of '{configuration.Name}' names ({string.Join(", ", split.Patterns)}). "
                    + $"At least one file of {store.Name} was expected. Put it there, or correct the card.");
            }

            found.Add(new LayoutSplit(split.Name, files));
        }

        return found;
    }

    // A part of a split looks like the whole.
    private void RequireWholeShards(IReadOnlyList<LayoutSplit> splits)
    {
        var there = store.Paths.ToHashSet(StringComparer.Ordinal);
        foreach (string path in splits.SelectMany(split => split.Files))
        {
            if (SplitWords.ShardOf(path) is not { } shard || shard.Number >= shard.Count) continue;
            for (int i = 0; i < shard.Count; i++)
            {
                string other = string.Create(CultureInfo.InvariantCulture, $"{shard.Before}{i:00000}-of-{shard.Count:00000}");
                if (there.Contains(other + shard.Behind) || there.Any(name => name.StartsWith(other, StringComparison.Ordinal))) continue;
                throw new DataException(
                    store.NameOf(path), 0,
                    $"it is one of {shard.Count} parts, of which '{other}{shard.Behind}' is missing. All of them were expected. "
                    + "Put it beside the others, or name the files that you mean (DatasetFiles.Train).");
            }
        }
    }

    internal static string Listed(IReadOnlyList<string> names)
    {
        const int Most = 20;
        string listed = string.Join(", ", names.Take(Most).Select(name => $"'{name}'"));
        return names.Count > Most ? string.Create(CultureInfo.InvariantCulture, $"{listed}, … ({names.Count} in all)") : listed;
    }
}
