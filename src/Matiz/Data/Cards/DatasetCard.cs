using System.Globalization;

namespace Matiz.Data.Cards;

/// <summary>
/// The card of a dataset (README.md): its configurations with their files, and what its columns mean. Nothing is a valid card too.
/// </summary>
internal sealed class DatasetCard
{
    /// <summary>The name of the configuration of a dataset that has no other.</summary>
    public const string DefaultConfiguration = "default";

    /// <summary>A card that says nothing.</summary>
    /// <param name="file">Where it would be.</param>
    public static DatasetCard Empty(string file) => new(file);

    private DatasetCard(string file) => File = file;

    /// <summary>The file, for messages.</summary>
    public string File { get; }

    /// <summary>The configurations in their order; none where the names of the files decide.</summary>
    public IReadOnlyList<DatasetConfiguration> Configurations { get; private init; } = [];

    /// <summary>What is said of the rows, by configuration.</summary>
    public IReadOnlyList<DatasetInfo> Infos { get; private init; } = [];

    /// <summary>A card of configurations that were found otherwise.</summary>
    public static DatasetCard Of(string file, IReadOnlyList<DatasetConfiguration> configurations) =>
        new(file) { Configurations = configurations };

    /// <summary>Reads a card.</summary>
    /// <param name="text">The README.md.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="DataException">It is damaged, or asks for something that is not done; the message names file and line.</exception>
    public static DatasetCard Read(string text, string file)
    {
        return FrontMatter.Read(text, file) is { } metadata ? Of(metadata, file) : new DatasetCard(file);
    }

    /// <summary>Reads metadata in a file of their own (<c>.huggingface.yaml</c>).</summary>
    /// <inheritdoc cref="Read"/>
    public static DatasetCard ReadYaml(string text, string file) => YamlTree.Parse(text, file) switch
    {
        null => new DatasetCard(file),
        YamlMap metadata => Of(metadata, file),
        var other => throw Fault(file, other.Line, $"the metadata are {other.Kind}", "A mapping was"),
    };

    /// <summary>This card, with what it does not say taken from another one.</summary>
    public DatasetCard Over(DatasetCard other) => new(Configurations.Count > 0 || Infos.Count > 0 ? File : other.File)
    {
        Configurations = Configurations.Count > 0 ? Configurations : other.Configurations,
        Infos = Infos.Count > 0 ? Infos : other.Infos,
    };

    /// <summary>This card with what older files say of configurations that it does not describe.</summary>
    public DatasetCard WithInfos(IReadOnlyList<DatasetInfo> others) => new(File)
    {
        Configurations = Configurations,
        Infos = [.. Infos, .. others.Where(other => !Infos.Any(info =>
            string.Equals(info.Configuration, other.Configuration, StringComparison.Ordinal)))],
    };

    private static DatasetCard Of(YamlMap metadata, string file) => new(file)
    {
        Configurations = ConfigurationsIn(metadata.Find("configs"), file),
        Infos = InfosIn(metadata.Find("dataset_info"), file),
    };

    /// <summary>
    /// The configuration that is meant where none is named: the only one, the one that says so, or the one that is called so.
    /// </summary>
    /// <exception cref="DataException">Two are.</exception>
    public DatasetConfiguration? Default
    {
        get
        {
            var candidates = Configurations
                .Where(one => Configurations.Count == 1 || one.IsDefault || one.Name is DefaultConfiguration).ToList();
            return candidates.Count < 2
                ? candidates.FirstOrDefault()
                : throw Fault(
                    File, candidates[1].Line,
                    $"'{candidates[0].Name}' and '{candidates[1].Name}' are both the default configuration", "One at most was");
        }
    }

    /// <summary>A line that says what is wrong with a card, and what to do.</summary>
    internal static DataException Fault(string file, int line, string found, string expected) => new(
        file, line,
        $"{found}. {expected} expected. Correct the card; where it is not yours, name the data "
        + "files themselves (DatasetFiles.Train).");

    private static IReadOnlyList<DatasetConfiguration> ConfigurationsIn(YamlNode? node, string file)
    {
        if (node is null) return [];
        if (node is not YamlList list) throw Fault(file, node.Line, $"configs is {node.Kind}", "A list of configurations was");
        var found = new List<DatasetConfiguration>();
        foreach (var item in list.Items)
        {
            var configuration = ConfigurationReader.Read(item, file);
            if (found.Exists(other => string.Equals(other.Name, configuration.Name, StringComparison.Ordinal)))
                throw Fault(file, item.Line, $"the configuration '{configuration.Name}' stands twice", "Different names were");
            found.Add(configuration);
        }

        return found;
    }

    // One mapping, or a list of them.
    private static IReadOnlyList<DatasetInfo> InfosIn(YamlNode? node, string file)
    {
        if (node is null) return [];
        var found = new List<DatasetInfo>();
        foreach (var item in node is YamlList list ? list.Items : [node])
        {
            if (item is not YamlMap map) throw Fault(file, item.Line, $"dataset_info is {item.Kind}", "A mapping, or a list of them, was");
            string name = (map.Find("config_name") as YamlText)?.Value ?? DefaultConfiguration;
            if (found.Exists(other => string.Equals(other.Configuration, name, StringComparison.Ordinal)))
                throw Fault(file, item.Line, $"dataset_info describes the configuration '{name}' twice", "Each once was");
            var info = new DatasetInfo(name) { Rows = RowsIn(map.Find("splits")) };
            found.Add(map.Find("features") is { } features ? info with { LabelNames = CardFeatures.NamesIn(features, file) } : info);
        }

        return found;
    }

    // What cannot be read says nothing: it is compared with what was read, and decides nothing.
    private static Dictionary<string, long> RowsIn(YamlNode? splits)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in (splits as YamlList)?.Items ?? [])
        {
            if (item is YamlMap map && map.Find("name") is YamlText name && map.Find("num_examples") is YamlText count
                && long.TryParse(count.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                rows[name.Value] = number;
        }

        return rows;
    }
}
