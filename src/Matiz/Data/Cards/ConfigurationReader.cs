using System.Text.RegularExpressions;

namespace Matiz.Data.Cards;

/// <summary>
/// Reads one entry of <c>configs</c> of a card. A key that is not understood changes how the rows are read, so it is refused.
/// </summary>
internal static partial class ConfigurationReader
{
    /// <summary>The split of files that are named without one.</summary>
    public const string DefaultSplit = "train";

    // They say nothing of how rows are read.
    private static readonly string[] Harmless = ["version", "description", "batch_size", "chunksize", "chunk_size", "drop_labels"];

    /// <summary>Whether a word can be the name of a split, as the reference has it.</summary>
    public static bool IsSplitName(string name) => SplitName().IsMatch(name);

    /// <summary>Reads an entry.</summary>
    /// <param name="node">The entry.</param>
    /// <param name="file">The card, for messages.</param>
    /// <exception cref="DataException">It is damaged, or asks for something that is not done.</exception>
    public static DatasetConfiguration Read(YamlNode node, string file)
    {
        if (node is not YamlMap map || map.Find("config_name") is not YamlText name)
            throw DatasetCard.Fault(file, node.Line, "a configuration has no name", "A mapping with config_name was");
        var configuration = new DatasetConfiguration(name.Value, node.Line);
        foreach (var (key, value) in map.Entries)
        {
            if (value is YamlText { IsNull: true }) continue;
            configuration = key.Value switch
            {
                "config_name" => configuration,
                "default" => configuration with { IsDefault = Flag(value, file) },
                "data_files" => configuration with { Splits = Splits(value, file) },
                "data_dir" => configuration with { Folder = RepositoryPaths.Folder(Text(value, file, "data_dir"), file, value.Line) },
                "sep" or "delimiter" => configuration with { Delimiter = Delimiter(value, file, key.Value) },
                "features" => configuration with { LabelNames = CardFeatures.NamesIn(value, file) },
                _ when Harmless.Contains(key.Value, StringComparer.Ordinal) => configuration,
                _ => throw new DataException(
                    file, key.Line,
                    $"the configuration '{name.Value}' asks for '{key.Value}', which is not understood. Files that need no more than "
                    + "data_files, data_dir, sep and features were expected. "
                    + "Name the data files themselves (DatasetFiles.Train), with the options that they need."),
            };
        }

        return configuration;
    }

    private static bool Flag(YamlNode node, string file) => Text(node, file, "default") switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        var other => throw DatasetCard.Fault(file, node.Line, $"default is '{other}'", "true or false was"),
    };

    private static char Delimiter(YamlNode node, string file, string key)
    {
        string text = Text(node, file, key) is @"\t" ? "\t" : Text(node, file, key);
        return text is [var character] && Csv.CsvDialect.IsDelimiter(character)
            ? character
            : throw DatasetCard.Fault(file, node.Line, $"{key} is '{text}'", "One ASCII character that divides fields was");
    }

    // A path; a list of paths; or a list of {split, path}.
    private static IReadOnlyList<DeclaredSplit> Splits(YamlNode node, string file)
    {
        if (node is not YamlList { Items: [YamlMap, ..] } list)
            return [new DeclaredSplit(DefaultSplit, Patterns(node, file, "data_files"), node.Line)];
        var splits = new List<DeclaredSplit>();
        foreach (var item in list.Items)
        {
            if (item is not YamlMap map || map.Find("split") is not YamlText name || map.Find("path") is not { } path)
                throw DatasetCard.Fault(file, item.Line, "an entry of data_files is no {split, path}", "Both of them were");
            if (map.Entries.FirstOrDefault(entry => entry.Key.Value is not ("split" or "path")).Key is { } other)
                throw DatasetCard.Fault(file, other.Line, $"an entry of data_files has '{other.Value}'", "split and path alone were");
            if (!IsSplitName(name.Value))
                throw DatasetCard.Fault(file, name.Line, $"'{name.Value}' is no name of a split", "Letters, digits, '_' and '.' were");
            if (splits.Exists(split => string.Equals(split.Name, name.Value, StringComparison.Ordinal)))
                throw DatasetCard.Fault(file, name.Line, $"the split '{name.Value}' stands twice in data_files", "Each once was");
            splits.Add(new DeclaredSplit(name.Value, Patterns(path, file, "path"), item.Line));
        }

        return splits;
    }

    private static IReadOnlyList<string> Patterns(YamlNode node, string file, string key)
    {
        var items = node is YamlList list ? list.Items : [node];
        if (items.Count == 0) throw DatasetCard.Fault(file, node.Line, $"{key} names no file", "One at least was");
        return [.. items.Select(item => RepositoryPaths.Pattern(Text(item, file, key), file, item.Line))];
    }

    private static string Text(YamlNode node, string file, string key) =>
        node is YamlText { IsNull: false } text
            ? text.Value
            : throw DatasetCard.Fault(file, node.Line, $"{key} is {node.Kind}", "A text was");

    [GeneratedRegex(@"^\w+(\.\w+)*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SplitName();
}
