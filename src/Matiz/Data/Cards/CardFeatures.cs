using System.Globalization;

namespace Matiz.Data.Cards;

/// <summary>
/// The features of a card: a list of columns, of which those of classes name them
/// (<c>- name: label</c>, <c>dtype: {class_label: {names: {'0': sadness, '1': joy}}}</c>), alone or in lists.
/// </summary>
internal static class CardFeatures
{
    private const string ClassLabelKey = "class_label", NamesKey = "names", NameKey = "name", DTypeKey = "dtype";
    private const int Deepest = 8;

    private static readonly string[] Lists = ["sequence", "list", "large_list"];

    /// <summary>The names of the classes of each column that has them.</summary>
    /// <param name="features">The value of <c>features</c>.</param>
    /// <param name="file">The card, for messages.</param>
    /// <exception cref="DataException">It is no list of columns, or names are missing, empty or stand twice.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> NamesIn(YamlNode features, string file)
    {
        if (features is not YamlList list) throw Fault(file, features.Line, $"features is {features.Kind}", "A list of columns was");
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item is not YamlMap feature || feature.Find(NameKey) is not YamlText name)
                throw Fault(file, item.Line, "a feature has no name", "A mapping with name and dtype was");
            if (!columns.Add(name.Value))
                throw Fault(file, item.Line, $"the feature '{name.Value}' stands twice", "Each column once was");
            if (NamesIn(feature, name.Value, file, depth: 0) is { } names) found.Add(name.Value, names);
        }

        return found;
    }

    private static IReadOnlyList<string>? NamesIn(YamlMap feature, string column, string file, int depth)
    {
        if (depth > Deepest) throw Fault(file, feature.Line, $"the feature '{column}' has lists in lists", $"At most {Deepest} were");
        if (feature.Find(ClassLabelKey) is { } label) return NamesOf(label, column, file);
        if (feature.Find(DTypeKey) is YamlMap type) return NamesIn(type, column, file, depth + 1);
        foreach (string key in Lists)
        {
            if (feature.Find(key) is YamlMap inner) return NamesIn(inner, column, file, depth + 1);
        }

        return null;
    }

    private static IReadOnlyList<string>? NamesOf(YamlNode label, string column, string file)
    {
        var names = (label as YamlMap)?.Find(NamesKey);
        string[]? found = names switch
        {
            null => null,                                       // a number of classes, which have no names
            YamlMap map => ByIndex(map, column, file),
            YamlList list => [.. list.Items.Select(name => TextOf(name, column, file))],
            _ => throw Fault(file, names.Line, $"the names of the classes of '{column}' are {names.Kind}", "Names by their index were"),
        };
        if (found is null) return null;
        string? twice = found.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        if (twice is not null)
            throw Fault(file, names!.Line, $"the class '{twice}' of '{column}' stands twice", "Different names were");
        if (found.Length == 0) throw Fault(file, names!.Line, $"the names of the classes of '{column}' are empty", "One at least was");
        return found;
    }

    // '0': sadness, '1': joy: the keys are the numbers of the classes.
    private static string[] ByIndex(YamlMap names, string column, string file)
    {
        var found = new string?[names.Entries.Count];
        foreach (var (key, name) in names.Entries)
        {
            bool isIndex = int.TryParse(key.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
            if (!isIndex || index >= found.Length)
            {
                throw Fault(
                    file, key.Line,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{column}' names {found.Length} classes, and one has the index '{key.Value}'"),
                    string.Create(CultureInfo.InvariantCulture, $"Indices 0 to {found.Length - 1}, each once, were"));
            }

            if (found[index] is not null)
                throw Fault(file, key.Line, $"the class {key.Value} of '{column}' has two names", "One for each index was");
            found[index] = TextOf(name, column, file);
        }

        return found!;                                          // as many different indices as places
    }

    private static string TextOf(YamlNode name, string column, string file) =>
        name is YamlText { IsNull: false } text && !string.IsNullOrWhiteSpace(text.Value)
            ? text.Value
            : throw Fault(file, name.Line, $"the name of a class of '{column}' is {name.Kind}", "A text was");

    private static DataException Fault(string file, int line, string found, string expected) =>
        DatasetCard.Fault(file, line, found, expected);
}
