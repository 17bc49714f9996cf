using System.Globalization;
using Matiz.Data.Utf8;

namespace Matiz.Data;

/// <summary>
/// The classes of a dataset or a model: their names in the order of their indices (reference: <c>ClassLabel</c> of datasets,
/// <c>id2label</c> of config.json).
/// </summary>
public sealed class ClassLabel
{
    private readonly Dictionary<string, int> _indices;
    private Dictionary<string, int>? _trimmed;

    /// <summary>The most classes of a task with one class a row: its confusion matrix has as many cells as their square.</summary>
    public const int MaximumCount = 16_384;

    /// <summary>Classes in a given order.</summary>
    /// <exception cref="DataException">A name is empty or stands twice, or there is none.</exception>
    public ClassLabel(IEnumerable<string> names)
        : this(names, mayRepeat: false)
    {
    }

    private ClassLabel(IEnumerable<string> names, bool mayRepeat)
    {
        ArgumentNullException.ThrowIfNull(names);
        Names = [.. names];
        if (Names.Count == 0) throw new DataException("there are no label names. At least one was expected. Name the classes.");
        _indices = new Dictionary<string, int>(Names.Count, StringComparer.Ordinal);
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(Names[i]))
                throw new DataException($"the label name of index {i} is empty. A name was expected. Name every class.");
            if (_indices.TryAdd(Names[i], i)) continue;
            if (!mayRepeat)
            {
                throw new DataException(
                    $"the label name '{Names[i]}' stands twice (indices {_indices[Names[i]]} and {i}). "
                    + "Different names were expected. Rename one.");
            }
            repeated.Add(Names[i]);
        }

        Repeated = [.. repeated.Order(StringComparer.Ordinal)];
        foreach (string name in repeated) _indices.Remove(name);   // it could mean either class: only the index says which
    }

    /// <summary>
    /// The classes of a model that someone else trained, whose names may repeat (see <see cref="Repeated"/>): such a class is known by its
    /// index alone.
    /// </summary>
    /// <exception cref="DataException">A name is empty, or there is none.</exception>
    public static ClassLabel OfModel(IEnumerable<string> names) => new(names, mayRepeat: true);

    /// <summary>The names; a class index is the place in this list.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Names that stand more than once, sorted; empty for classes that were made of data.</summary>
    public IReadOnlyList<string> Repeated { get; }

    /// <summary>
    /// The names for the keys of an object or the columns of a table: one that stands more than once has its index behind it.
    /// </summary>
    public IReadOnlyList<string> DistinctNames => Repeated.Count == 0
        ? Names
        : [.. Names.Select(DistinctName)];

    /// <summary>How many classes there are.</summary>
    public int Count => Names.Count;

    /// <summary>
    /// The classes that the labels of training rows make: text labels sorted ordinally; when all are whole numbers, sorted as numbers.
    /// </summary>
    /// <param name="labels">Each label at least once.</param>
    public static ClassLabel FromLabels(IEnumerable<string> labels)
    {
        var distinct = labels.Distinct(StringComparer.Ordinal).ToList();
        if (distinct.TrueForAll(label => TryWholeNumber(label, out _)))
        {
            return new ClassLabel(
                distinct.OrderBy(label => long.Parse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)));
        }

        return new ClassLabel(distinct.Order(StringComparer.Ordinal));
    }

    /// <summary>The names of <c>--labels</c>: divided by commas, or, when a file of that name exists, its lines.</summary>
    /// <param name="namesOrFile">A word that looks like a path (it has a folder or an extension, and no comma) is only a file.</param>
    /// <exception cref="DataException">The file is missing or no UTF-8, or a name is empty or stands twice.</exception>
    public static IReadOnlyList<string> ParseNames(string namesOrFile)
    {
        ArgumentNullException.ThrowIfNull(namesOrFile);
        if (File.Exists(namesOrFile)) return new ClassLabel(ReadNames(namesOrFile)).Names;
        if (LooksLikePath(namesOrFile))
        {
            string found = Directory.Exists(namesOrFile) ? "this is a folder" : "no such file";
            throw new DataException(
                namesOrFile, 0,
                $"{found}. A file with one label a line, or names divided by commas, was expected. Correct DataOptions.LabelNames.");
        }

        return new ClassLabel(namesOrFile.Split(',', StringSplitOptions.TrimEntries)).Names;
    }

    /// <summary>The name of a class index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public string NameOf(int index)
    {
        if ((uint)index < (uint)Names.Count) return Names[index];
        throw new ArgumentOutOfRangeException(nameof(index), index, $"there is no class {index}; the indices are 0 to {Names.Count - 1}.");
    }

    /// <summary>The index of a class by its name.</summary>
    /// <exception cref="KeyNotFoundException">No class has that name; the message lists the known ones.</exception>
    public int IndexOf(string name) =>
        _indices.TryGetValue(name, out int index)
            ? index
            : throw new KeyNotFoundException($"there is no class '{name}'. The classes are {Listed()}.");

    /// <summary>The index of a class by its name.</summary>
    public bool TryIndexOf(string name, out int index) => _indices.TryGetValue(name, out index);

    /// <summary>
    /// The index of a class by its name, else by its name without blanks around it where that is one class's: labels of rows are trimmed,
    /// names of a model's config are not.
    /// </summary>
    internal bool TryIndexOfTrimmed(string name, out int index)
    {
        if (_indices.TryGetValue(name, out index)) return true;
        if (Repeated.Contains(name, StringComparer.Ordinal)) return false;
        _trimmed ??= Names.Select((own, place) => (Name: own.Trim(), Place: place))
            .GroupBy(own => own.Name, StringComparer.Ordinal)
            .Where(group => group.Count() == 1)
            .ToDictionary(group => group.Key, group => group.Single().Place, StringComparer.Ordinal);
        return _trimmed.TryGetValue(name.Trim(), out index);
    }

    /// <summary>Every index of a name.</summary>
    internal IEnumerable<int> IndicesNamed(string name) =>
        Enumerable.Range(0, Count).Where(index => string.Equals(Names[index], name, StringComparison.Ordinal));

    /// <summary>Whether other classes have the same names, in whatever order.</summary>
    public bool HasSameNames(ClassLabel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count != other.Count || Repeated.Count > 0) return false;
        var indices = other.Names.Select(name => TryIndexOfTrimmed(name, out int index) ? index : -1);
        return indices.Where(index => index >= 0).Distinct().Count() == Count;
    }

    /// <summary>
    /// The index here of each of other classes, -1 for one that is none of these: by name; where no name is known here, whole numbers are
    /// indices. Null where the names are the same in the same order.
    /// </summary>
    internal int[]? IndicesOf(ClassLabel others)
    {
        if (ReferenceEquals(this, others) || Names.SequenceEqual(others.Names, StringComparer.Ordinal)) return null;
        bool byName = others.Names.Any(name => TryIndexOfTrimmed(name, out _));
        return [.. others.Names.Select(name =>
            byName ? TryIndexOfTrimmed(name, out int index) ? index : -1
            : TryWholeNumber(name, out long number) && number >= 0 && number < Count ? (int)number
            : -1)];
    }

    /// <summary>The class that a row's label means to a trained model: a name, else a whole number as index.</summary>
    public bool TryResolve(string label, out int index)
    {
        if (TryIndexOfTrimmed(label, out index)) return true;
        if (!Repeated.Contains(label, StringComparer.Ordinal) && TryWholeNumber(label, out long number) && number >= 0 && number < Count)
        {
            index = (int)number;
            return true;
        }

        return false;
    }

    /// <summary>The class of a label where whole numbers are indices; other texts are names.</summary>
    internal bool TryIndexOfNumber(string label, out int index)
    {
        if (!TryWholeNumber(label, out long number)) return TryIndexOfTrimmed(label, out index);
        index = (int)Math.Clamp(number, -1, Count);
        return index >= 0 && index < Count;
    }

    /// <summary><c>'anger', 'joy', …</c>, at most twenty of them.</summary>
    internal string Listed()
    {
        const int Most = 20;
        string listed = string.Join(", ", Names.Take(Most).Select(name => $"'{name}'"));
        return Count > Most ? $"{listed}, … ({Count} in all)" : listed;
    }

    /// <summary>
    /// Whole numbers in their plain digits: <c>0</c>, <c>12</c>, <c>-3</c>; not <c>007</c>, <c>+1</c> or <c>1.0</c>, which are texts.
    /// </summary>
    internal static bool TryWholeNumber(string text, out long number)
    {
        bool parsed = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        return parsed && string.Equals(number.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
    }

    private string DistinctName(string name, int index) =>
        _indices.ContainsKey(name) ? name : string.Create(CultureInfo.InvariantCulture, $"{name} ({index})");

    private static bool LooksLikePath(string text)
    {
        if (text.Contains(',', StringComparison.Ordinal)) return false;
        if (Directory.Exists(text) || text.StartsWith("~/", StringComparison.Ordinal) || text.StartsWith("./", StringComparison.Ordinal))
            return true;
        string extension = Path.GetExtension(text);
        bool hasFolder = text.AsSpan().IndexOfAny('/', '\\') >= 0 && !text.Any(char.IsWhiteSpace);
        bool isExtension = extension.Length is >= 2 and <= 6
            && extension.AsSpan(1).IndexOfAnyExceptInRange('0', 'z') < 0 && extension.Any(char.IsAsciiLetter);
        return hasFolder || isExtension;
    }

    private static List<string> ReadNames(string path)
    {
        using var text = new Utf8CheckedStream(DataSource.OpenFile(path), path, fillProbe: true);
        var lines = new LineReader(text, path);
        var names = new List<string>();
        while (lines.TryRead(out var line))
        {
            string name = System.Text.Encoding.UTF8.GetString(line.Span).Trim();
            if (name.Length > 0) names.Add(name);
        }

        return names;
    }
}
